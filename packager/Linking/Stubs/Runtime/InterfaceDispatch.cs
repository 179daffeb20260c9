using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// Where an interface call with several targets goes: R11 = its dispatch cell (this address, then the cache once its low
/// two bits are clear), RDI = the object, the arguments in their registers. Compares the object's type with the four pairs of type and method at the start of the cache
/// (System.Runtime.DispatchCache); when none fits, keeps the arguments and asks
/// <c>nint litebox_resolve_interface(object, nint cell)</c>. Jumps to the method; RAX and R10 are lost.
/// No argument is in a vector register, because library-OS code has no floating point.
/// </summary>
internal sealed class InterfaceDispatch : Stub
{
    private const int CacheOffset = 8;
    private const int UnresolvedTags = 3;
    private const int CacheEntries = 4;
    private const int EntrySize = 16;

    private static readonly AssemblerRegister64[] s_arguments = [rdi, rsi, rdx, rcx, r8, r9];

    public override IReadOnlyList<string> Symbols => ["RhpInitialDynamicInterfaceDispatch"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label resolve = a.CreateLabel(), found = a.CreateLabel();
        assembler.Define("RhpInitialDynamicInterfaceDispatch");
        a.mov(rax, __qword_ptr[r11 + CacheOffset]);
        a.test(al, UnresolvedTags);
        a.jnz(resolve);
        a.mov(r10, __qword_ptr[rdi]);
        for (int i = 0; i < CacheEntries; i++)
        {
            a.cmp(r10, __qword_ptr[rax]);
            a.je(found);
            if (i < CacheEntries - 1)
            {
                a.add(rax, EntrySize);
            }
        }

        a.Label(ref resolve);
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
        a.Label(ref found);
        a.jmp(__qword_ptr[rax + 8]);
    }
}
