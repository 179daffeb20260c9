using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary><c>void litebox_continue()</c>: leaves the kernel stack for good and enters <c>litebox_resume</c> at its top.</summary>
internal sealed class StackContinuation : Stub
{
    public override IReadOnlyList<string> Symbols => ["litebox_continue"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_continue");
        a.xor(ebp, ebp);
        GuestTransition.LoadBlock(a, rax);
        a.mov(rsp, __qword_ptr[rax + ThreadBlockLayout.KernelStackTop]);
        a.jmp(assembler.External("litebox_enter_resume"));
    }
}
