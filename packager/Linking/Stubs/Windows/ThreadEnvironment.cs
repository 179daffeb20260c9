using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// Access to the thread environment block, System V convention: <c>ulong litebox_read_environment(uint offset)</c> and
/// <c>void litebox_write_environment(uint offset, ulong value)</c>; and <c>int litebox_probe_fs_base(ulong* value)</c>, which
/// stores the FS base and returns 1, or returns 0 where the host does not let user code read it.
/// </summary>
internal sealed class ThreadEnvironment : Stub
{
    public override IReadOnlyList<string> Symbols =>
        ["litebox_read_environment", "litebox_write_environment", "litebox_probe_fs_base"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_read_environment");
        a.mov(edi, edi);
        a.mov(rax, __qword_ptr.gs[rdi]);
        a.ret();

        assembler.Define("litebox_write_environment");
        a.mov(edi, edi);
        a.mov(__qword_ptr.gs[rdi], rsi);
        a.ret();

        Label failed = a.CreateLabel(), end = a.CreateLabel();
        Label start = assembler.Define("litebox_probe_fs_base");
        a.rdfsbase(rax);
        a.Label(ref end);
        a.mov(__qword_ptr[rdi], rax);
        a.mov(eax, 1);
        a.ret();
        a.Label(ref failed);
        a.xor(eax, eax);
        a.ret();
        assembler.Window(CodeWindowKind.FaultFixup, start, end, failed);
    }
}
