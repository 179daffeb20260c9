using System.Collections.Generic;
using Iced.Intel;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// The ways between guest code and the library OS. The guest's stack is never written; library-OS code starts with an empty kernel
/// stack and clear DF, AC, NT and TF flags, and finds its thread block by the stack that it runs on.
/// <list type="bullet">
/// <item><c>litebox_syscall_entry</c>: a trampoline jumps here with RCX = return address and any RSP; the GS base is the thread block's,
/// less a distance. Keeps all registers but RCX and R11, as SYSCALL does; flags too.</item>
/// <item><c>litebox_syscall_entry_low</c>: the same for a thread without a GS base, whose block a table has under a part of the word that
/// the FS base points to. If that word cannot be read or leads nowhere, the signal handler puts the block into R11.</item>
/// <item><c>litebox_enter_syscall</c>, <c>litebox_enter_fault</c>, <c>litebox_enter_resume</c>: a signal handler
/// returns into these with RSP = kernel stack top after it filled the block (FullReturn = 1).</item>
/// <item><c>litebox_return</c>: back to the guest from the block of the kernel stack that RSP is on, <c>litebox_return_known</c> from the
/// one in R11.</item>
/// </list>
/// </summary>
internal sealed class GuestTransition : Stub
{
    // DF, AC and TF would change how library-OS code runs.
    internal const int HarmfulFlags = 0x400 | 0x40000 | 0x100;

    // NT would make IRET fault.
    private const int NestedTask = 0x4000;

    // CF PF AF ZF SF IF DF OF NT AC ID: what the guest may have. TF would trap inside the stub.
    internal const int GuestFlags = 0x0024_4ED5;

    internal const int HeaderOffset = 512;
    internal const int MxcsrOffset = 24;
    internal const int DefaultMxcsr = 0x1F80;

    public override IReadOnlyList<string> Symbols =>
    [
        "litebox_syscall_entry", "litebox_syscall_entry_low", "litebox_enter_syscall", "litebox_enter_fault", "litebox_enter_resume", "litebox_return",
        "litebox_return_known", "litebox_thread_start", "litebox_save_extended_state", "litebox_current_block",
    ];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        SyscallEntry(assembler);
        Return(assembler);
        Enter(assembler, "litebox_enter_syscall", "litebox_syscall");
        Enter(assembler, "litebox_enter_fault", "litebox_fault");
        ThreadStart(assembler);
        SaveExtendedState(assembler);
        CurrentBlock(assembler);
    }

    private static void SyscallEntry(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label call = a.CreateLabel(), unusual = a.CreateLabel(), known = a.CreateLabel(), saved = a.CreateLabel();
        Label low = assembler.Define("litebox_syscall_entry_low");
        a.movzx(r11d, __word_ptr.fs[ThreadPlaces.PlaceOffset]);
        a.mov(r11, __qword_ptr[(r11 * 8) + ThreadPlaces.Table]);
        a.jmp(known);
        assembler.Define("litebox_syscall_entry");
        a.mov(r11, __qword_ptr.gs[ThreadPlaces.Entry + Layout.Self]);
        a.Label(ref known);
        a.mov(__qword_ptr[r11 + Layout.Rsp], rsp);
        a.Label(ref saved);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        a.pushfq();
        SaveAtCall(a);
        MoveVectors(assembler, save: true);
        a.test(ecx, HarmfulFlags | NestedTask);
        a.jnz(unusual);
        a.Label(ref call);
        a.mov(rbx, r11);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_syscall"));
        a.mov(r11, rbx);
        a.jmp(assembler.External("litebox_return_known"));
        assembler.Window(CodeWindowKind.BlockLookup, low, saved, known);

        // Rare: the guest's flags come back only by the full return, which needs its extended state.
        a.Label(ref unusual);
        a.push(2);
        a.popfq();
        SaveState(a);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        a.jmp(call);
    }

    private static void Return(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label full = a.CreateLabel(), pending = a.CreateLabel(), resume = a.CreateLabel();
        Label fastEnd = a.CreateLabel();
        Label back = assembler.Define("litebox_return");
        LoadBlock(a, r11);
        assembler.Define("litebox_return_known");
        a.cmp(__dword_ptr[r11 + Layout.FullReturn], 0);
        a.jne(full);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(pending);
        MoveVectors(assembler, save: false);
        ArithmeticFlags(a);
        GeneralRegisters(a);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rip]);
        a.mov(rsp, __qword_ptr[r11 + Layout.Rsp]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.jmp(rcx);
        a.Label(ref fastEnd);

        // Registers must be full before pending work is looked at: what the entry stub left out is saved now.
        a.nop();
        a.Label(ref pending);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        MoveVectors(assembler, save: false);
        SaveState(a);
        a.mov(rax, __qword_ptr[r11 + Layout.Rip]);
        a.mov(__qword_ptr[r11 + Layout.Rcx], rax);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        assembler.Define("litebox_enter_resume", ref resume);
        LoadBlock(a, rdi);
        a.call(assembler.External("litebox_resume"));
        a.jmp(back);

        Label retry = a.CreateLabel(), afterLoad = a.CreateLabel(), repair = a.CreateLabel();
        Label jump = a.CreateLabel(), low = a.CreateLabel(), interruptReturn = a.CreateLabel(), end = a.CreateLabel();
        a.Label(ref full);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(resume);
        StateOperands(a);
        a.Label(ref retry);
        a.xrstor64(__[rcx]);
        a.Label(ref afterLoad);

        // No register is left for where to go: the block tells by GS, or IRET takes all from the stack.
        a.cmp(__qword_ptr.gs[ThreadPlaces.Entry + Layout.Self], 0);
        a.je(low);
        a.mov(rax, __qword_ptr[r11 + Layout.Rflags]);
        a.and(eax, GuestFlags);
        a.push(rax);
        a.popfq();
        GeneralRegisters(a);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rcx]);
        a.mov(rsp, __qword_ptr[r11 + Layout.Rsp]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.Label(ref jump);
        a.jmp(__qword_ptr.gs[ThreadPlaces.Entry + Layout.Rip]);
        a.Label(ref low);
        a.mov(eax, ss);
        a.push(rax);
        a.push(__qword_ptr[r11 + Layout.Rsp]);
        a.mov(rax, __qword_ptr[r11 + Layout.Rflags]);
        a.and(eax, GuestFlags);
        a.push(rax);
        a.mov(eax, cs);
        a.push(rax);
        a.push(__qword_ptr[r11 + Layout.Rip]);
        GeneralRegisters(a);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rcx]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.Label(ref interruptReturn);
        a.iretq();
        a.Label(ref end);
        a.nop();

        // A guest can hand in any bytes as its extended state (sigreturn); what the CPU refuses becomes the initial state.
        a.Label(ref repair);
        a.mov(rcx, __qword_ptr[r11 + Layout.ExtendedState]);
        a.mov(__dword_ptr[rcx + MxcsrOffset], DefaultMxcsr);
        a.xor(eax, eax);
        for (int i = 0; i < 64; i += 8)
        {
            a.mov(__qword_ptr[rcx + HeaderOffset + i], rax);
        }

        a.jmp(full);

        assembler.Window(CodeWindowKind.InterruptRestart, back, fastEnd, back);
        assembler.Window(CodeWindowKind.InterruptRestart, full, end, back);
        assembler.Window(CodeWindowKind.FaultFixup, retry, afterLoad, repair);
        assembler.Window(CodeWindowKind.GuestFault, jump, low, jump);
        assembler.Window(CodeWindowKind.GuestFault, interruptReturn, end, interruptReturn);
    }

    private static void Enter(StubAssembler assembler, string symbol, string export)
    {
        Assembler a = assembler.Code;
        assembler.Define(symbol);
        LoadBlock(a, rdi);
        a.call(assembler.External(export));
        a.jmp(assembler.External("litebox_return"));
    }

    /// <summary>The block of the stack that RSP is on, be it empty; changes the flags.</summary>
    internal static void LoadBlock(Assembler a, AssemblerRegister64 register)
    {
        a.lea(register, __[rsp - 1]);
        a.and(register, -ThreadPlaces.Piece);
        a.add(register, ThreadPlaces.BlockInPiece);
    }

    /// <summary>
    /// The first instructions of a new host thread. The kernel returns from clone at the gate, whose RET finds this
    /// address on the new stack; the block's address lies above it. GS base is still that of the creating thread.
    /// </summary>
    private static void ThreadStart(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_thread_start");
        a.pop(rdi);
        a.xor(ebp, ebp);
        a.mov(rsp, __qword_ptr[rdi + Layout.KernelStackTop]);
        a.call(assembler.External("litebox_thread_entry"));
        a.jmp(assembler.External("litebox_enter_resume"));
    }

    /// <summary><c>void litebox_save_extended_state(ThreadBlock*)</c>, called from C#: the guest's vector state, of
    /// which the low halves that library-OS code uses lie in the block and all else is still in the registers.</summary>
    private static void SaveExtendedState(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_save_extended_state");
        a.mov(r11, rdi);
        MoveVectors(assembler, save: false);
        SaveState(a);
        a.ret();
    }

    /// <summary><c>ThreadBlock* litebox_current_block()</c>, called from C#: the calling thread's.</summary>
    private static void CurrentBlock(StubAssembler assembler)
    {
        assembler.Define("litebox_current_block");
        LoadBlock(assembler.Code, rax);
        assembler.Code.ret();
    }

    internal static void StateOperands(Assembler a)
    {
        a.mov(rcx, __qword_ptr[r11 + Layout.ExtendedState]);
        a.mov(eax, __dword_ptr[r11 + Layout.ExtendedStateMask]);
        a.mov(edx, __dword_ptr[r11 + Layout.ExtendedStateMask + 4]);
    }

    internal static void SaveState(Assembler a)
    {
        StateOperands(a);
        a.xsave64(__[rcx]);
    }

    internal static void MoveVectors(StubAssembler assembler, bool save)
    {
        Assembler a = assembler.Code;
        for (int i = 0; i < 16; i++)
        {
            if ((assembler.VectorRegisters & (1 << i)) != 0)
            {
                AssemblerRegisterXMM register = new(Register.XMM0 + i);
                AssemblerMemoryOperand slot = __xmmword_ptr[r11 + Layout.VectorState + (16 * i)];
                if (save)
                {
                    a.movaps(slot, register);
                }
                else
                {
                    a.movaps(register, slot);
                }
            }
        }
    }

    /// <summary>At a system call: all general registers but RSP; RCX is the return address. Takes the flags off the stack, into RCX.</summary>
    internal static void SaveAtCall(Assembler a)
    {
        SaveGeneral(a);
        a.mov(__qword_ptr[r11 + Layout.Rip], rcx);
        a.pop(rcx);
        a.mov(__qword_ptr[r11 + Layout.Rflags], rcx);
        a.mov(__qword_ptr[r11 + Layout.R11], rcx);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 0);
    }

    /// <summary>All but R11, which is the block, and RSP.</summary>
    internal static void SaveGeneral(Assembler a)
    {
        a.mov(__qword_ptr[r11 + Layout.Rax], rax);
        a.mov(__qword_ptr[r11 + Layout.Rbx], rbx);
        a.mov(__qword_ptr[r11 + Layout.Rcx], rcx);
        a.mov(__qword_ptr[r11 + Layout.Rdx], rdx);
        a.mov(__qword_ptr[r11 + Layout.Rsi], rsi);
        a.mov(__qword_ptr[r11 + Layout.Rdi], rdi);
        a.mov(__qword_ptr[r11 + Layout.Rbp], rbp);
        a.mov(__qword_ptr[r11 + Layout.R8], r8);
        a.mov(__qword_ptr[r11 + Layout.R9], r9);
        a.mov(__qword_ptr[r11 + Layout.R10], r10);
        a.mov(__qword_ptr[r11 + Layout.R12], r12);
        a.mov(__qword_ptr[r11 + Layout.R13], r13);
        a.mov(__qword_ptr[r11 + Layout.R14], r14);
        a.mov(__qword_ptr[r11 + Layout.R15], r15);
    }

    /// <summary>
    /// CF, PF, AF, ZF, SF and OF as they were at the call; changes RAX and RCX. POPF would take longer than all the rest of
    /// the way back, and what follows are moves only.
    /// </summary>
    internal static void ArithmeticFlags(Assembler a)
    {
        const int OverflowBit = 11;
        a.mov(ecx, __dword_ptr[r11 + Layout.Rflags]);
        a.mov(eax, ecx);
        a.shl(eax, 8);
        a.shr(ecx, OverflowBit);
        a.and(ecx, 1);
        a.or(eax, ecx);

        // 1 + 0x7F overflows. SAHF takes the others from AH, as they lie in the low byte of the flags, and leaves OF alone.
        a.add(al, 0x7F);
        a.sahf();
    }

    /// <summary>All but RCX, RSP and R11, which are needed to the last.</summary>
    internal static void GeneralRegisters(Assembler a)
    {
        a.mov(rax, __qword_ptr[r11 + Layout.Rax]);
        a.mov(rbx, __qword_ptr[r11 + Layout.Rbx]);
        a.mov(rdx, __qword_ptr[r11 + Layout.Rdx]);
        a.mov(rsi, __qword_ptr[r11 + Layout.Rsi]);
        a.mov(rdi, __qword_ptr[r11 + Layout.Rdi]);
        a.mov(rbp, __qword_ptr[r11 + Layout.Rbp]);
        a.mov(r8, __qword_ptr[r11 + Layout.R8]);
        a.mov(r9, __qword_ptr[r11 + Layout.R9]);
        a.mov(r10, __qword_ptr[r11 + Layout.R10]);
        a.mov(r12, __qword_ptr[r11 + Layout.R12]);
        a.mov(r13, __qword_ptr[r11 + Layout.R13]);
        a.mov(r14, __qword_ptr[r11 + Layout.R14]);
        a.mov(r15, __qword_ptr[r11 + Layout.R15]);
    }
}
