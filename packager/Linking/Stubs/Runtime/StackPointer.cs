using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// <c>nint litebox_spill(nint function, nint argument)</c>: pushes the callee-saved registers, so that a conservative scan
/// of the stack sees what callers keep in them, and calls <c>nint function(nint argument, nint stackPointer)</c>.
/// </summary>
internal sealed class StackPointer : Stub
{
    private static readonly AssemblerRegister64[] s_saved = [rbx, rbp, r12, r13, r14, r15];

    public override IReadOnlyList<string> Symbols => ["litebox_spill", "litebox_stack_pointer"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_spill");
        foreach (AssemblerRegister64 register in s_saved)
        {
            a.push(register);
        }

        a.sub(rsp, 8);
        a.mov(rax, rdi);
        a.mov(rdi, rsi);
        a.mov(rsi, rsp);
        a.call(rax);
        a.add(rsp, 8);
        for (int i = s_saved.Length - 1; i >= 0; i--)
        {
            a.pop(s_saved[i]);
        }

        a.ret();

        // nint (): RSP as the caller has it after the call
        assembler.Define("litebox_stack_pointer");
        a.lea(rax, __[rsp + 8]);
        a.ret();
    }
}
