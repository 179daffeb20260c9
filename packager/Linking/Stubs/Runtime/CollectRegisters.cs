using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// <c>void litebox_collect_registers()</c>: pushes the callee-saved registers, so that a conservative scan of the stack
/// sees what callers keep in them, and calls <c>void litebox_collect_stack(nint stackPointer)</c>.
/// </summary>
internal sealed class CollectRegisters : Stub
{
    private static readonly AssemblerRegister64[] s_saved = [rbx, rbp, r12, r13, r14, r15];

    public override IReadOnlyList<string> Symbols => ["litebox_collect_registers"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_collect_registers");
        foreach (AssemblerRegister64 register in s_saved)
        {
            a.push(register);
        }

        a.mov(rdi, rsp);
        a.sub(rsp, 8);
        a.call(assembler.External("litebox_collect_stack"));
        a.add(rsp, 8);
        for (int i = s_saved.Length - 1; i >= 0; i--)
        {
            a.pop(s_saved[i]);
        }

        a.ret();
    }
}
