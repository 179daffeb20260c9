using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Bare;

/// <summary>
/// The ways between ring 3 and ring 0. In ring 0 GS base is the thread block and interrupts are off; in ring 3 the guest has
/// a GS base of its own, and SWAPGS is the first and the last step. Library-OS code starts with an empty kernel stack.
/// <list type="bullet">
/// <item><c>litebox_syscall_entry</c>: where the SYSCALL instruction arrives: RCX = return address, R11 = flags, RSP the guest's.</item>
/// <item><c>litebox_return</c>: back to the guest from the block; as interrupts are off, nothing can come between the
/// look at pending work and the guest's next instruction.</item>
/// <item><c>litebox_thread_start</c>: the first instructions of a new thread, reached by the switch stub.</item>
/// <item><c>litebox_save_extended_state(ThreadBlock*)</c>: as in the Linux stubs.</item>
/// </list>
/// </summary>
internal sealed class RingTransition : Stub
{
    private const int UserCode = 0x2B, UserData = 0x23;

    // CF PF AF ZF SF TF IF DF OF NT RF AC ID: what the guest may have. IOPL would give it the ports.
    private const int GuestFlags = 0x0025_4FD5, FixedFlags = 0x202;
    private const int CanonicalBits = 47;

    public override IReadOnlyList<string> Symbols =>
        ["litebox_syscall_entry", "litebox_return", "litebox_thread_start", "litebox_save_extended_state"];

    public override bool IsRoot => true;

    public override void Emit(StubAssembler assembler)
    {
        SyscallEntry(assembler);
        Return(assembler);
        Assembler a = assembler.Code;

        assembler.Define("litebox_thread_start");
        a.mov(rdi, __qword_ptr.gs[Layout.Self]);
        a.mov(rsp, __qword_ptr[rdi + Layout.KernelStackTop]);
        a.xor(ebp, ebp);
        a.call(assembler.External("litebox_resume"));
        a.jmp(assembler.External("litebox_return"));

        assembler.Define("litebox_save_extended_state");
        a.mov(r11, rdi);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.SaveState(a);
        a.ret();
    }

    private static void SyscallEntry(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        assembler.Define("litebox_syscall_entry");
        a.swapgs();
        a.mov(__qword_ptr.gs[Layout.Rsp], rsp);
        a.mov(rsp, __qword_ptr.gs[Layout.KernelStackTop]);
        a.push(r11);
        a.mov(r11, __qword_ptr.gs[Layout.Self]);
        GuestTransition.SaveAtCall(a);
        GuestTransition.MoveVectors(assembler, save: true);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_syscall"));
        a.jmp(assembler.External("litebox_return"));
    }

    private static void Return(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label full = a.CreateLabel(), pending = a.CreateLabel(), resume = a.CreateLabel(), bad = a.CreateLabel();
        Label retry = a.CreateLabel(), loaded = a.CreateLabel(), repair = a.CreateLabel();
        Label back = assembler.Define("litebox_return");
        a.mov(r11, __qword_ptr.gs[Layout.Self]);
        a.cmp(__dword_ptr[r11 + Layout.FullReturn], 0);
        a.jne(full);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(pending);

        // What SYSCALL put into RCX is canonical, since the guest has no code in the last page of its half. SYSRET to any
        // other address would fault in ring 0 on the guest's stack, so nothing rests on that.
        a.mov(rcx, __qword_ptr[r11 + Layout.Rip]);
        a.shr(rcx, CanonicalBits);
        a.jnz(pending);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.GeneralRegisters(a);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rip]);
        a.mov(rsp, __qword_ptr[r11 + Layout.Rsp]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.swapgs();
        a.sysretq();

        a.Label(ref pending);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        GuestTransition.MoveVectors(assembler, save: false);
        GuestTransition.SaveState(a);
        a.mov(__dword_ptr[r11 + Layout.FullReturn], 1);
        a.Label(ref resume);
        a.mov(rdi, __qword_ptr.gs[Layout.Self]);
        a.call(assembler.External("litebox_resume"));
        a.jmp(back);

        a.Label(ref full);
        a.mov(rsp, __qword_ptr[r11 + Layout.KernelStackTop]);
        a.cmp(__dword_ptr[r11 + Layout.PendingWork], 0);
        a.jne(resume);
        a.mov(rax, __qword_ptr[r11 + Layout.Rip]);
        a.shr(rax, CanonicalBits);
        a.jnz(bad);
        GuestTransition.StateOperands(a);
        a.Label(ref retry);
        a.xrstor64(__[rcx]);
        a.Label(ref loaded);
        a.mov(rax, __qword_ptr[r11 + Layout.Rflags]);
        a.and(eax, GuestFlags);
        a.or(eax, FixedFlags);
        a.push(UserData);
        a.push(__qword_ptr[r11 + Layout.Rsp]);
        a.push(rax);
        a.push(UserCode);
        a.push(__qword_ptr[r11 + Layout.Rip]);
        GuestTransition.GeneralRegisters(a);
        a.mov(rcx, __qword_ptr[r11 + Layout.Rcx]);
        a.mov(r11, __qword_ptr[r11 + Layout.R11]);
        a.swapgs();
        a.iretq();

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

        a.Label(ref bad);
        a.mov(rdi, r11);
        a.call(assembler.External("litebox_bad_return"));
        a.mov(rdi, __qword_ptr.gs[Layout.Self]);
        a.call(assembler.External("litebox_fault"));
        a.jmp(back);

        assembler.Window(CodeWindowKind.FaultFixup, retry, loaded, repair);
    }
}
