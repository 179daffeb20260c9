using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Bare;

/// <summary>
/// Where exceptions and interrupts arrive. <c>litebox_vectors</c> is 48 pieces of 8 bytes, one for each vector: it makes sure
/// that there is an error code on the stack and calls the common part, whose return address tells the vector.
/// <para>
/// Out of ring 3, on the empty kernel stack: the guest's whole state goes into the block (FullReturn = 1), then
/// <c>int litebox_trap_user(ThreadBlock*, int vector, ulong error, ulong cr2)</c>; not 0: <c>litebox_fault</c>; then back.
/// Out of ring 0, on the stack that was in use: what a function may clobber is kept around
/// <c>litebox_trap_kernel(TrapFrame*, int vector, ulong cr2)</c>, which may change where to go on.
/// </para>
/// </summary>
internal sealed class TrapEntry : Stub
{
    private const int Vectors = 48;
    private const int ReturnOffset = 7;
    private const int FixedFlags = 2, KernelData = 0x10;

    // #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX push an error code.
    private const ulong WithErrorCode = (1ul << 8) | (1ul << 10) | (1ul << 11) | (1ul << 12) | (1ul << 13) | (1ul << 14) | (1ul << 17)
        | (1ul << 21) | (1ul << 29) | (1ul << 30);

    private const int ErrorOffset = 8, RipOffset = 16, CsOffset = 24, FlagsOffset = 32, RspOffset = 40;

    private static readonly AssemblerRegister64[] s_clobbered = [rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11];

    public override IReadOnlyList<string> Symbols => ["litebox_vectors"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label common = a.CreateLabel(), kernel = a.CreateLabel(), guest = a.CreateLabel();
        Label vectors = assembler.Define("litebox_vectors");
        for (int i = 0; i < Vectors; i++)
        {
            if ((WithErrorCode & (1ul << i)) != 0)
            {
                a.nop();
                a.nop();
            }
            else
            {
                a.push(0);
            }

            a.call(common);
            a.nop();
        }

        a.Label(ref common);
        a.test(__byte_ptr[rsp + CsOffset], 3);
        a.jz(kernel);
        a.swapgs();
        a.mov(__qword_ptr.gs[Layout.R11], r11);
        a.mov(r11, __qword_ptr.gs[Layout.Self]);
        GuestTransition.SaveGeneral(a);
        a.mov(rax, __qword_ptr[rsp + RipOffset]);
        a.mov(__qword_ptr[r11 + Layout.Rip], rax);
        a.mov(rax, __qword_ptr[rsp + FlagsOffset]);
        a.mov(__qword_ptr[r11 + Layout.Rflags], rax);
        a.mov(rax, __qword_ptr[rsp + RspOffset]);
        a.mov(__qword_ptr[r11 + Layout.Rsp], rax);
        a.mov(r12, __qword_ptr[rsp]);
        a.mov(r13, __qword_ptr[rsp + ErrorOffset]);

        // The CPU has cleared TF and NT on the way in, but a guest's DF would run copies backwards, and its AC lift SMAP.
        a.push(FixedFlags);
        a.popfq();
        a.xor(ebp, ebp);

        // The CPU has cleared SS too. Nothing needs it, but with another one than a SYSCALL sets, an emulator would translate all anew.
        a.mov(eax, KernelData);
        a.mov(ss, ax);
        GuestTransition.SaveState(a);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        Number(a, r12, vectors);
        a.mov(rdi, r11);
        a.mov(esi, r12d);
        a.mov(rdx, r13);
        a.mov(rcx, cr2);
        a.call(assembler.External("litebox_trap_user"));
        a.test(eax, eax);
        a.jz(guest);
        a.mov(rdi, __qword_ptr.gs[Layout.Self]);
        a.call(assembler.External("litebox_fault"));
        a.Label(ref guest);
        a.jmp(assembler.External("litebox_return"));

        a.Label(ref kernel);
        Kernel(assembler, vectors);
    }

    private static void Kernel(StubAssembler assembler, Label vectors)
    {
        Assembler a = assembler.Code;
        const int VectorArea = 256;
        foreach (AssemblerRegister64 register in s_clobbered)
        {
            a.push(register);
        }

        // A fault inside a guest copy comes with AC set: the handler must not reach guest memory by that, and an emulator would
        // translate all of it once more.
        a.push(FixedFlags);
        a.popfq();

        // Nine registers, return address and error code above the CPU's five words: the stack is aligned to 16 here.
        a.sub(rsp, VectorArea);
        Vectors16(assembler, save: true);
        int frame = VectorArea + (s_clobbered.Length * 8);
        a.mov(rsi, __qword_ptr[rsp + frame]);
        Number(a, rsi, vectors);
        a.lea(rdi, __[rsp + frame]);
        a.mov(rdx, cr2);
        a.call(assembler.External("litebox_trap_kernel"));
        Vectors16(assembler, save: false);
        a.add(rsp, VectorArea);
        for (int i = s_clobbered.Length - 1; i >= 0; i--)
        {
            a.pop(s_clobbered[i]);
        }

        a.add(rsp, 16);
        a.iretq();
    }

    /// <summary>Turns a return address into the number of its vector. Clobbers RAX.</summary>
    private static void Number(Assembler a, AssemblerRegister64 register, Label vectors)
    {
        a.lea(rax, __[vectors]);
        a.sub(register, rax);
        a.sub(register, ReturnOffset);
        a.shr(register, 3);
    }

    private static void Vectors16(StubAssembler assembler, bool save)
    {
        for (int i = 0; i < 16; i++)
        {
            if ((assembler.VectorRegisters & (1 << i)) != 0)
            {
                AssemblerRegisterXMM register = new(Register.XMM0 + i);
                if (save)
                {
                    assembler.Code.movaps(__xmmword_ptr[rsp + (16 * i)], register);
                }
                else
                {
                    assembler.Code.movaps(register, __xmmword_ptr[rsp + (16 * i)]);
                }
            }
        }
    }
}
