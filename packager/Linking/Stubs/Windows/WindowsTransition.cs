using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// The ways between guest code and the library OS in a process of Windows. GS base is the thread environment block, which
/// Windows owns; three of its slots are ours (<see cref="ThreadSlots"/>). FS base is the guest's while guest code runs and the
/// host's while anything else does: Windows' code may rely on it, and Windows itself does not keep it (the guest's is
/// written last on the way back and repaired where it was lost). The stack is the guest's when its FS base is written: who
/// looks from outside tells by the stack whose base it must be. The guest's stack is never written.
/// <list type="bullet">
/// <item><c>litebox_syscall_entry</c>: a trampoline jumps here with RCX = return address and any RSP. Keeps all registers
/// but RCX and R11, as SYSCALL does.</item>
/// <item><c>litebox_enter_fault</c>, <c>litebox_enter_interrupt</c>, <c>litebox_enter_repair</c>: Windows continues a thread
/// here, with RSP = kernel stack top, after its general registers went into the block (FullReturn = 1); its vector registers are
/// still those of the guest.</item>
/// <item><c>litebox_return</c>: back to the guest from the block.</item>
/// </list>
/// </summary>
internal sealed class WindowsTransition : Stub
{
    public override IReadOnlyList<string> Symbols =>
    [
        "litebox_syscall_entry", "litebox_enter_fault", "litebox_enter_interrupt", "litebox_enter_repair", "litebox_enter_resume",
        "litebox_return", "litebox_thread_start", "litebox_worker_start", "litebox_save_extended_state",
    ];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        SyscallEntry(assembler);
        Return(assembler);
        Enter(assembler);
        ThreadStart(assembler);
        SaveExtendedState(assembler);
    }

    /// <summary>What rewritten guest code has for a SYSCALL instruction.</summary>
    public static void SystemCall(Assembler a)
    {
        Label back = a.CreateLabel();
        a.lea(rcx, __[back]);
        a.jmp(__qword_ptr.gs[ThreadSlots.Entry]);
        a.Label(ref back);
    }

    private static void SyscallEntry(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label call = a.CreateLabel(), unusual = a.CreateLabel();
        assembler.Define("litebox_syscall_entry");
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        a.mov(__qword_ptr[r11 + Layout.Rsp], rsp);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        a.pushfq();
        GuestTransition.SaveAtCall(a);
        GuestTransition.MoveVectors(assembler, save: true);
        HostFsBase(a);
        a.test(ecx, GuestTransition.HarmfulFlags);
        a.jnz(unusual);
        a.Label(ref call);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_syscall"));
        a.jmp(assembler.External("litebox_return"));

        // Rare: the guest's flags come back only by the full return, which needs its extended state.
        a.Label(ref unusual);
        a.push(2);
        a.popfq();
        GuestTransition.SaveState(a);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        a.jmp(call);
    }

    private static void Return(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label full = a.CreateLabel(), pending = a.CreateLabel(), resume = a.CreateLabel();
        Label fastEnd = a.CreateLabel();
        Label back = assembler.Define("litebox_return");
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        a.cmp(__dword_ptr[r11 + Layout.FullReturn], 0);
        a.jne(full);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(pending);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.ArithmeticFlags(a);
        GuestTransition.GeneralRegisters(a);
        a.mov(rsp, __qword_ptr[r11 + Layout.Rsp]);
        a.mov(rcx, __qword_ptr[r11 + WindowsLayout.GuestFsBase]);
        a.wrfsbase(rcx);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rip]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.jmp(rcx);
        a.Label(ref fastEnd);

        // Registers must be full before pending work is looked at: what the entry stub left out is saved now.
        a.nop();
        a.Label(ref pending);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.SaveState(a);
        a.mov(rax, __qword_ptr[r11 + Layout.Rip]);
        a.mov(__qword_ptr[r11 + Layout.Rcx], rax);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);

        // An interrupt may have sent the thread back here when FS base was the guest's already.
        assembler.Define("litebox_enter_resume", ref resume);
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        HostFsBase(a);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_resume"));
        a.jmp(back);

        Label retry = a.CreateLabel(), afterLoad = a.CreateLabel(), repair = a.CreateLabel();
        Label jump = a.CreateLabel(), jumpEnd = a.CreateLabel();
        a.Label(ref full);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(resume);
        GuestTransition.StateOperands(a);
        a.Label(ref retry);
        a.xrstor64(__[rcx]);
        a.Label(ref afterLoad);
        a.mov(rax, __qword_ptr[r11 + Layout.Rip]);
        a.mov(__qword_ptr.gs[ThreadSlots.Continue], rax);
        a.mov(rax, __qword_ptr[r11 + Layout.Rflags]);
        a.and(eax, GuestTransition.GuestFlags);
        a.push(rax);
        a.popfq();
        GuestTransition.GeneralRegisters(a);
        a.mov(rsp, __qword_ptr[r11 + Layout.Rsp]);
        a.mov(rcx, __qword_ptr[r11 + WindowsLayout.GuestFsBase]);
        a.wrfsbase(rcx);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rcx]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.Label(ref jump);
        a.jmp(__qword_ptr.gs[ThreadSlots.Continue]);
        a.Label(ref jumpEnd);
        a.nop();

        // A guest can hand in any bytes as its extended state (sigreturn); what the CPU refuses becomes the initial state.
        a.Label(ref repair);
        a.mov(rcx, __qword_ptr[r11 + Layout.ExtendedState]);
        a.mov(__dword_ptr[rcx + GuestTransition.MxcsrOffset], GuestTransition.DefaultMxcsr);
        a.xor(eax, eax);
        for (int i = 0; i < 64; i += 8)
        {
            a.mov(__qword_ptr[rcx + GuestTransition.HeaderOffset + i], rax);
        }

        a.jmp(full);

        assembler.Window(CodeWindowKind.InterruptRestart, back, fastEnd, back);
        assembler.Window(CodeWindowKind.InterruptRestart, full, jumpEnd, back);
        assembler.Window(CodeWindowKind.FaultFixup, retry, afterLoad, repair);
        assembler.Window(CodeWindowKind.GuestFault, jump, jumpEnd, jump);
    }

    private static void Enter(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_enter_fault");
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        GuestTransition.SaveState(a);
        HostFsBase(a);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_fault"));
        a.jmp(assembler.External("litebox_return"));

        assembler.Define("litebox_enter_interrupt");
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        GuestTransition.SaveState(a);
        a.jmp(assembler.External("litebox_enter_resume"));

        assembler.Define("litebox_enter_repair");
        a.mov(r11, __qword_ptr.gs[ThreadSlots.Block]);
        GuestTransition.SaveState(a);
        a.jmp(assembler.External("litebox_return"));
    }

    /// <summary>
    /// The start routines of host threads, called by Windows with the argument in RCX, on a stack that is used as kernel stack
    /// from its present top on: Windows' code keeps within the bounds that it knows of the stack.
    /// </summary>
    private static void ThreadStart(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_thread_start");
        a.mov(rdi, rcx);
        a.xor(ebp, ebp);
        a.and(rsp, -16);
        a.mov(rsi, rsp);
        a.call(assembler.External("litebox_thread_entry"));
        a.jmp(assembler.External("litebox_enter_resume"));

        // A thread that never runs guest code: its argument is the C# function to run, which does not return.
        assembler.Define("litebox_worker_start");
        a.xor(ebp, ebp);
        a.and(rsp, -16);
        a.call(assembler.External("litebox_worker_entry"));
        a.ud2();
    }

    /// <summary><c>void litebox_save_extended_state(ThreadBlock*)</c>, called from C#: the guest's vector state, of
    /// which the low halves that library-OS code uses lie in the block and all else is still in the registers.</summary>
    private static void SaveExtendedState(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_save_extended_state");
        a.mov(r11, rdi);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.SaveState(a);
        a.ret();
    }

    private static void HostFsBase(Assembler a)
    {
        a.mov(rax, __qword_ptr[r11 + WindowsLayout.HostFsBase]);
        a.wrfsbase(rax);
    }
}
