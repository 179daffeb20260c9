using System.Collections.Generic;
using Iced.Intel;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// Where the kernel starts the process: RSP points to argc, all else is undefined. Relocates the image, protects what
/// self-relocation wrote, and calls <c>litebox_start(BootBlock*)</c> on this stack, below an untouched and hence zero block, which tells
/// stubs that no work is pending. That returns the first thread's block; the guest is entered with all registers from it, and this stack is left.
/// </summary>
internal sealed class ImageEntry : Stub
{
    private const int BitmapBytes = 63 * 8;
    private const int BootBlockSize = 32;
    private const int ProtectionCall = 10;
    private const int ReadOnly = 1;
    private const int AdviceCall = 28;
    private const int PopulateWrite = 23;
    private const int PageSize = 4096;

    public override IReadOnlyList<string> Symbols => ["litebox_entry", "__security_cookie"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_entry");
        a.xor(ebp, ebp);
        a.cld();
        a.mov(rbx, rsp);
        a.and(rsp, -ThreadPlaces.Piece);
        a.sub(rsp, ThreadPlaces.Piece - ThreadPlaces.BlockInPiece);
        assembler.LoadAddress(r12, "__image_base");
        Populate(assembler);
        Relocate(assembler);
        Protect(assembler);
        SetCookie(assembler);

        // BootBlock of platforms/Contract: the process stack, the image, the policy (0 when the image was never packed).
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
        a.mov(r11, rax);
        a.mov(__dword_ptr[r11 + ThreadBlockLayout.FullReturn], 1);
        a.jmp(assembler.External("litebox_return_known"));
    }

    /// <summary>
    /// Everything that is writable will be written, so all its pages are made at once: a fault costs many times what the kernel
    /// needs for a page. Kernels older than 5.14 refuse, and fault.
    /// </summary>
    private static void Populate(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.LoadAddress(rdi, "__relro_start");
        assembler.LoadAddress(rsi, "__data_end");
        a.sub(rsi, rdi);
        a.add(rsi, PageSize - 1);
        a.and(rsi, -PageSize);
        a.mov(edx, PopulateWrite);
        a.mov(eax, AdviceCall);
        a.call(assembler.External("litebox_gate"));
    }

    private static void Relocate(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label next = a.CreateLabel(), bitmap = a.CreateLabel(), bit = a.CreateLabel(), skip = a.CreateLabel();
        Label bitmapDone = a.CreateLabel(), done = a.CreateLabel();
        assembler.LoadAddress(rsi, "__relocations_start");
        assembler.LoadAddress(rdi, "__relocations_end");
        a.Label(ref next);
        a.cmp(rsi, rdi);
        a.jae(done);
        a.mov(rax, __qword_ptr[rsi]);
        a.add(rsi, 8);
        a.test(al, 1);
        a.jnz(bitmap);
        a.lea(rdx, __[r12 + rax]);
        a.add(__qword_ptr[rdx], r12);
        a.add(rdx, 8);
        a.jmp(next);

        a.Label(ref bitmap);
        a.mov(rcx, rdx);
        a.shr(rax, 1);
        a.Label(ref bit);
        a.test(rax, rax);
        a.jz(bitmapDone);
        a.test(al, 1);
        a.jz(skip);
        a.add(__qword_ptr[rcx], r12);
        a.Label(ref skip);
        a.add(rcx, 8);
        a.shr(rax, 1);
        a.jmp(bit);
        a.Label(ref bitmapDone);
        a.add(rdx, BitmapBytes);
        a.jmp(next);
        a.Label(ref done);
        a.nop();
    }

    /// <summary>
    /// The word that compiled code checks around buffers on its stack, from the kernel's random bytes (AT_RANDOM): the
    /// auxiliary vector starts behind the environment, which starts behind the arguments.
    /// </summary>
    private static void SetCookie(StubAssembler assembler)
    {
        const int RandomEntry = 25;
        Assembler a = assembler.Code;
        Label variable = a.CreateLabel(), entry = a.CreateLabel(), none = a.CreateLabel();
        assembler.DefineWord("__security_cookie");
        a.mov(rax, __qword_ptr[rbx]);
        a.lea(rsi, __[rbx + (rax * 8) + 16]);
        a.Label(ref variable);
        a.lodsq();
        a.test(rax, rax);
        a.jnz(variable);
        a.Label(ref entry);
        a.lodsq();
        a.mov(rcx, rax);
        a.lodsq();
        a.test(rcx, rcx);
        a.jz(none);
        a.cmp(rcx, RandomEntry);
        a.jne(entry);
        a.mov(rax, __qword_ptr[rax]);
        assembler.Store("__security_cookie", rax);
        a.Label(ref none);
        a.nop();
    }

    private static void Protect(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label none = a.CreateLabel();
        assembler.LoadAddress(rdi, "__relro_start");
        assembler.LoadAddress(rsi, "__relro_end");
        a.sub(rsi, rdi);
        a.jz(none);
        a.mov(edx, ReadOnly);
        a.mov(eax, ProtectionCall);
        a.call(assembler.External("litebox_gate"));
        a.test(rax, rax);
        a.jz(none);
        a.ud2();
        a.Label(ref none);
        a.nop();
    }
}
