using System.Collections.Generic;
using Iced.Intel;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// <c>litebox_exception_entry(EXCEPTION_POINTERS*)</c>, the vectored exception handler, called by Windows' convention on the
/// stack of whatever faulted; a guest's may be short, so what follows runs on the kernel stack, which is empty while guest
/// code runs. Goes on in <c>int litebox_exception(pointers, block)</c>, written in C#.
/// </summary>
internal sealed class ExceptionEntry : Stub
{
    // Windows' convention keeps these, System V does not.
    private const int FirstKeptVector = 6;

    public override IReadOnlyList<string> Symbols => ["litebox_exception_entry"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label ready = a.CreateLabel();
        assembler.Define("litebox_exception_entry");
        a.push(rbp);
        a.mov(rbp, rsp);
        a.push(rdi);
        a.push(rsi);
        a.mov(rdi, rcx);
        a.mov(rsi, __qword_ptr.gs[ThreadSlots.Block]);
        a.test(rsi, rsi);
        a.jz(ready);
        a.mov(rax, __qword_ptr[rsi + WindowsLayout.HostFsBase]);
        a.wrfsbase(rax);
        a.mov(rax, __qword_ptr[rsi + Layout.KernelStackTop]);
        a.mov(rcx, rsp);
        a.sub(rcx, __qword_ptr[rsi + Layout.KernelStackBottom]);
        a.mov(rdx, rax);
        a.sub(rdx, __qword_ptr[rsi + Layout.KernelStackBottom]);
        a.cmp(rcx, rdx);
        a.cmova(rsp, rax);
        a.Label(ref ready);
        a.and(rsp, -16);
        List<int> kept = [];
        for (int i = FirstKeptVector; i < 16; i++)
        {
            if ((assembler.VectorRegisters & (1 << i)) != 0)
            {
                kept.Add(i);
            }
        }

        if (kept.Count != 0)
        {
            a.sub(rsp, 16 * kept.Count);
        }

        for (int i = 0; i < kept.Count; i++)
        {
            a.movaps(__xmmword_ptr[rsp + (16 * i)], new AssemblerRegisterXMM(Register.XMM0 + kept[i]));
        }

        a.call(assembler.External("litebox_exception"));
        for (int i = 0; i < kept.Count; i++)
        {
            a.movaps(new AssemblerRegisterXMM(Register.XMM0 + kept[i]), __xmmword_ptr[rsp + (16 * i)]);
        }

        a.lea(rsp, __[rbp - 16]);
        a.pop(rsi);
        a.pop(rdi);
        a.pop(rbp);
        a.ret();
    }
}
