using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// Where Windows starts the process, with the image relocated and its imports bound. Calls
/// <c>litebox_start(BootBlock*)</c> on this stack, which becomes the first thread's kernel stack; that returns the thread's
/// block, and the guest is entered with all registers from it.
/// </summary>
internal sealed class WindowsEntry : Stub
{
    private const int BootBlockSize = 32;
    private const int HasRandom = 30;
    private const int Tries = 16;

    public override IReadOnlyList<string> Symbols => ["litebox_entry", "__security_cookie"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_entry");
        a.xor(ebp, ebp);
        a.cld();
        a.and(rsp, -16);
        SetCookie(assembler);

        // BootBlock of platforms/Contract: the stack, the image, the policy (0 when the image was never packed).
        assembler.LoadAddress(r12, "__image_base");
        a.mov(rbx, rsp);
        a.sub(rsp, BootBlockSize);
        a.mov(__qword_ptr[rsp], rbx);
        a.mov(__qword_ptr[rsp + 8], r12);
        assembler.Load(rax, "litebox_policy");
        a.lea(rcx, __[r12 + rax]);
        a.test(rax, rax);
        a.cmovnz(rax, rcx);
        a.mov(__qword_ptr[rsp + 16], rax);
        a.mov(rdi, rsp);
        a.call(assembler.External("litebox_start"));
        a.mov(__dword_ptr[rax + ThreadBlockLayout.FullReturn], 1);
        a.jmp(assembler.External("litebox_return"));
    }

    /// <summary>The word that compiled code checks around buffers on its stack. A CPU without a generator is refused later.</summary>
    private static void SetCookie(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label again = a.CreateLabel(), done = a.CreateLabel(), none = a.CreateLabel();
        assembler.DefineWord("__security_cookie");
        a.mov(eax, 1);
        a.cpuid();
        a.bt(ecx, HasRandom);
        a.jnc(none);
        a.mov(ecx, Tries);
        a.Label(ref again);
        a.rdrand(rax);
        a.jc(done);
        a.dec(ecx);
        a.jnz(again);
        a.Label(ref done);
        assembler.Store("__security_cookie", rax);
        a.Label(ref none);
        a.nop();
    }
}
