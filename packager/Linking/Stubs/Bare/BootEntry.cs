using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Bare;

/// <summary>
/// The first code of the image, in long mode at its final address (packager/Boot brings the CPU there): RBX = physical
/// address of the PVH start information, RSP = boot stack, interrupts off. Switches SSE on, which compiled code uses
/// everywhere, and calls <c>litebox_start(BootBlock*)</c>; the guest is entered from the block that it returns.
/// </summary>
internal sealed class BootEntry : Stub
{
    // The boot block and, above it, where ProcessStack points: the address of the start information, the stack's first word.
    private const int BootBlockSize = 24, FrameSize = 32;
    private const int AlignmentMonitorNumericError = 0x4_0022, EmulationAndSwitched = 0x0C;
    private const int SseControl = 0x600;

    public override IReadOnlyList<string> Symbols => ["litebox_entry", "__security_cookie"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label packed = a.CreateLabel();
        assembler.Define("litebox_entry");
        a.mov(rax, cr0);
        a.and(eax, ~EmulationAndSwitched);
        a.or(eax, AlignmentMonitorNumericError);
        a.mov(cr0, rax);
        a.mov(rax, cr4);
        a.or(eax, SseControl);
        a.mov(cr4, rax);
        a.fninit();
        a.xor(ebp, ebp);
        a.cld();

        // Compiled code keeps this word below its stack buffers. What the generator does not give, the time-stamp counter does:
        // the word must only not be known in advance.
        assembler.DefineWord("__security_cookie");
        a.rdtsc();
        a.shl(rdx, 32);
        a.or(rax, rdx);
        a.mov(rcx, 0x9E37_79B9_7F4A_7C15);
        a.imul(rax, rcx);
        assembler.Store("__security_cookie", rax);

        a.mov(r13, Boot.BootImage.DirectMap);
        a.lea(rbx, __[rbx + r13]);
        assembler.LoadAddress(r12, "__image_base");
        a.sub(rsp, FrameSize);
        a.mov(__qword_ptr[rsp + BootBlockSize], rbx);
        a.lea(rbx, __[rsp + BootBlockSize]);
        a.mov(__qword_ptr[rsp], rbx);
        a.mov(__qword_ptr[rsp + 8], r12);

        // The bundle behind the image may be larger than what the image's own tables map.
        assembler.Load(rax, "litebox_policy");
        a.test(rax, rax);
        a.jz(packed);
        a.lea(rax, __[rax + r13 + (int)Boot.BootImage.ImagePhysical]);
        a.Label(ref packed);
        a.mov(__qword_ptr[rsp + 16], rax);
        a.mov(rdi, rsp);
        a.call(assembler.External("litebox_start"));
        a.mov(__dword_ptr[rax + ThreadBlockLayout.FullReturn], 1);
        a.jmp(assembler.External("litebox_return"));
    }
}
