using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// Makes one system call of the host for C#: takes the caller's arguments by the System V convention, puts them and the
/// constants where the kernel wants them, and jumps to the gate, which returns to the caller with the kernel's result.
/// </summary>
internal sealed class HostCallStub(HostCall call) : Stub
{
    private static readonly AssemblerRegister64[] s_parameters = [rdi, rsi, rdx, rcx, r8, r9];
    private static readonly AssemblerRegister32[] s_parameters32 = [edi, esi, edx, ecx, r8d, r9d];
    private static readonly AssemblerRegister64[] s_arguments = [rdi, rsi, rdx, r10, r8, r9];
    private static readonly AssemblerRegister32[] s_arguments32 = [edi, esi, edx, r10d, r8d, r9d];

    public HostCall Call => call;

    public override IReadOnlyList<string> Symbols => [call.Symbol];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define(call.Symbol);

        // A parameter never moves to a lower position, so going down no source is overwritten before it is read.
        for (int i = call.Arguments.Count - 1; i >= 0; i--)
        {
            HostCallArgument argument = call.Arguments[i];
            if (argument.Constant is not null)
            {
                continue;
            }

            if (argument.Is32Bit)
            {
                a.mov(s_arguments32[argument.Position], s_parameters32[argument.Parameter]);
            }
            else if (s_arguments[argument.Position] != s_parameters[argument.Parameter])
            {
                a.mov(s_arguments[argument.Position], s_parameters[argument.Parameter]);
            }
        }

        foreach (HostCallArgument argument in call.Arguments)
        {
            switch (argument.Constant)
            {
                case null:
                    break;
                case 0:
                    a.xor(s_arguments32[argument.Position], s_arguments32[argument.Position]);
                    break;
                case > 0 and <= uint.MaxValue:
                    a.mov(s_arguments32[argument.Position], (uint)argument.Constant);
                    break;
                default:
                    a.mov(s_arguments[argument.Position], argument.Constant.Value);
                    break;
            }
        }

        a.mov(eax, call.Number);
        a.jmp(assembler.External(call.Interruptible ? "litebox_gate_interruptible" : "litebox_gate"));
    }
}
