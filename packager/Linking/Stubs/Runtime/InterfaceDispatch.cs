using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// Where an interface call with several targets goes: R11 = its dispatch cell, the arguments in their registers, RDI the
/// object. Keeps the arguments, asks <c>nint litebox_resolve_interface(object, nint cell)</c> for the method, jumps to it.
/// No argument is in a vector register, because library-OS code has no floating point.
/// </summary>
internal sealed class InterfaceDispatch : Stub
{
    private static readonly AssemblerRegister64[] s_arguments = [rdi, rsi, rdx, rcx, r8, r9];

    public override IReadOnlyList<string> Symbols => ["RhpInitialDynamicInterfaceDispatch"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("RhpInitialDynamicInterfaceDispatch");
        foreach (AssemblerRegister64 register in s_arguments)
        {
            a.push(register);
        }

        // Six pushes and the return address leave RSP 8 short of the alignment that a call needs.
        a.sub(rsp, 8);
        a.mov(rsi, r11);
        a.call(assembler.External("litebox_resolve_interface"));
        a.add(rsp, 8);
        for (int i = s_arguments.Length - 1; i >= 0; i--)
        {
            a.pop(s_arguments[i]);
        }

        a.jmp(rax);
    }
}
