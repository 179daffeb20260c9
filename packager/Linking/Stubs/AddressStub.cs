using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs;

/// <summary>
/// <c>nuint litebox_address_of_X()</c>: where the linker put a symbol that C# cannot name itself, because it is no
/// function of the System V convention or no function at all.
/// </summary>
internal sealed class AddressStub(string name, string symbol) : Stub
{
    public override IReadOnlyList<string> Symbols => ["litebox_address_of_" + name];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define(Symbols[0]);
        assembler.LoadAddress(rax, symbol);
        a.ret();
    }
}
