using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// Stores of references. The collector stops everything and does not move, so there is nothing to record; but the
/// compiler counts on these keeping every register, which code in C# would not: <c>RhpAssignRef</c> and
/// <c>RhpCheckedAssignRef</c> take RDI = where, RSI = what; <c>RhpByRefAssignRef</c> moves [RSI] to [RDI] and both on by 8.
/// </summary>
internal sealed class WriteBarriers : Stub
{
    public override IReadOnlyList<string> Symbols => ["RhpAssignRef", "RhpCheckedAssignRef", "RhpByRefAssignRef"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("RhpAssignRef");
        a.mov(__qword_ptr[rdi], rsi);
        a.ret();
        assembler.Define("RhpCheckedAssignRef");
        a.mov(__qword_ptr[rdi], rsi);
        a.ret();
        assembler.Define("RhpByRefAssignRef");
        a.movsq();
        a.ret();
    }
}
