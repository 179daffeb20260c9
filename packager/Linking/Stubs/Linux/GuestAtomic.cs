using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// Atomic access to a 32-bit word of guest memory, System V convention, 1 in EAX when it went well and 0 on a fault:
/// <c>int litebox_guest_load(uint* address, uint* value)</c> and
/// <c>int litebox_guest_exchange(uint* address, uint value, uint comparand, uint* observed)</c>.
/// </summary>
internal sealed class GuestAtomic : Stub
{
    public override IReadOnlyList<string> Symbols => ["litebox_guest_load", "litebox_guest_exchange"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label failed = a.CreateLabel();
        Label load = assembler.Define("litebox_guest_load"), loaded = a.CreateLabel();
        a.mov(eax, __dword_ptr[rdi]);
        a.Label(ref loaded);
        a.mov(__dword_ptr[rsi], eax);
        a.mov(eax, 1);
        a.ret();

        assembler.Define("litebox_guest_exchange");
        Label exchange = a.CreateLabel(), exchanged = a.CreateLabel();
        a.mov(eax, edx);
        a.Label(ref exchange);
        a.@lock.cmpxchg(__dword_ptr[rdi], esi);
        a.Label(ref exchanged);
        a.mov(__dword_ptr[rcx], eax);
        a.mov(eax, 1);
        a.ret();

        a.Label(ref failed);
        a.xor(eax, eax);
        a.ret();

        assembler.Window(CodeWindowKind.FaultFixup, load, loaded, failed);
        assembler.Window(CodeWindowKind.FaultFixup, exchange, exchanged, failed);
    }
}
