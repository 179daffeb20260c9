using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// The one <c>syscall</c> instruction of the image; the filter allows calls from nowhere else. Reached by a jump with the
/// number in RAX and the arguments in the kernel's registers; RCX and R11 are lost.
/// <para>
/// Through <c>litebox_gate_interruptible</c> the call is answered with EINTR instead when work is pending for the
/// thread. A signal may come between that look and the instruction: R11, which the instruction overwrites, then tells the
/// signal handler whether a thread that is about to enter the kernel may be sent to the answer.
/// </para>
/// </summary>
internal sealed class Gate : Stub
{
    /// <summary>R11 at the instruction, when the call may be given up.</summary>
    public const int InterruptibleMark = 1;

    private const int Interrupted = -4;

    public override IReadOnlyList<string> Symbols =>
        ["litebox_gate", "litebox_gate_interruptible", "litebox_gate_instruction", "litebox_gate_return", "litebox_gate_interrupted"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label instruction = a.CreateLabel();

        assembler.Define("litebox_gate");
        a.xor(r11d, r11d);
        a.jmp(instruction);

        Label interruptible = assembler.Define("litebox_gate_interruptible");
        GuestTransition.LoadBlock(a, r11);
        a.cmp(__dword_ptr[r11 + ThreadBlockLayout.PendingWork], 0);
        Label interrupted = a.CreateLabel();
        a.jne(interrupted);
        a.mov(r11d, InterruptibleMark);

        assembler.Define("litebox_gate_instruction", ref instruction);
        a.syscall();
        assembler.Define("litebox_gate_return");
        a.ret();

        assembler.Define("litebox_gate_interrupted", ref interrupted);
        a.mov(rax, Interrupted);
        a.ret();

        // The instruction itself, shared with calls that must be made, is told apart by the mark.
        assembler.Window(CodeWindowKind.InterruptCall, interruptible, instruction, interrupted);
    }
}
