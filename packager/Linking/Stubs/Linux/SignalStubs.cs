using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// Both ends of a host signal. <c>litebox_signal_entry(signal, siginfo, ucontext)</c> runs on the thread's alternate
/// stack, which tells its block; the kernel has cleared DF and TF but not AC. It adds the thread block as fourth argument and goes on in
/// <c>litebox_signal</c>, written in C#. That returns to <c>litebox_signal_return</c> with RSP at the kernel's frame.
/// </summary>
internal sealed class SignalStubs : Stub
{
    private const int AlignmentCheck = 0x40000;
    private const int ReturnCall = 15;

    public override IReadOnlyList<string> Symbols => ["litebox_signal_entry", "litebox_signal_return"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_signal_entry");
        a.pushfq();
        a.and(__dword_ptr[rsp], ~AlignmentCheck);
        a.popfq();
        GuestTransition.LoadBlock(a, rcx);
        a.jmp(assembler.External("litebox_signal"));

        assembler.Define("litebox_signal_return");
        a.mov(eax, ReturnCall);
        a.jmp(assembler.External("litebox_gate"));
    }
}
