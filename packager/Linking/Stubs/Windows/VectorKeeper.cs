using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// <c>litebox_keep_vectors</c>, called by the stubs of Windows' functions with the thread block in RAX, the first time that a
/// system call makes such a call: saves the guest's extended state and asks for the full return, which loads it. The
/// function then runs with the floating-point settings that Windows' code expects. Keeps the argument registers.
/// </summary>
internal sealed class VectorKeeper : Stub
{
    private const int DefaultMxcsr = 0x1F80;

    public override IReadOnlyList<string> Symbols => ["litebox_keep_vectors"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_keep_vectors");
        a.push(rcx);
        a.push(rdx);
        a.mov(r11, rax);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.SaveState(a);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        a.push(DefaultMxcsr);
        a.ldmxcsr(__dword_ptr[rsp]);
        a.pop(rax);
        a.pop(rdx);
        a.pop(rcx);
        a.ret();
    }
}
