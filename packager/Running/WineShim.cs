using System.IO;
using Iced.Intel;
using LiteBox.Packager.Elf;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Running;

/// <summary>
/// A library for LD_PRELOAD that makes the signal handlers of Wine 8 work while a program runs with an FS base of its own. Windows' own
/// code never uses FS in 64-bit programs, Wine's handlers do: they find their thread through it. So <c>sigaction</c> is
/// replaced: each handler gets the FS base of its thread back, which Wine keeps in the thread environment block, and the program's
/// is put back if the handler lets the program go on where it was. A thread that has just begun still has the GS base of the one that
/// started it, and that thread's FS base would make it end the other's connection to Wine's server: it has no signal stack yet, which tells it apart.
/// <para>
/// It also draws a line that Windows does not need: a <c>syscall</c> instruction of the bundle would go to Linux' kernel past Wine. A filter
/// ends the process with SIGSYS when a call comes from the addresses where the bundle and its guest have their code.
/// </para>
/// <para>
/// And it keeps Wine's server, which inherits it, from killing a process that has told its end and then takes half a second for it, as on
/// a busy machine: its exit status would be lost. There is one process in a run, and whoever started the run ends it.
/// </para>
/// <para>
/// And a process ends at once, without the exit handlers of Linux' libraries: Wine ends the other threads before, one of which may be within the
/// dynamic loader, as every thread that ends is for a moment. The handlers would wait for the loader's lock for ever.
/// </para>
/// </summary>
internal static class WineShim
{
    // amd64_thread_data.pthread_teb of Wine 8.0: the FS base of the Unix thread.
    private const int HostFsBase = 0x330;

    // A thread's signal stack begins behind its environment block and ends here, from the block's address.
    private const int SignalStackEnd = 0x1_0000;

    private const int Signals = 65;
    private const int HandlersAddress = ElfSharedObject.DataAddress, GuardedAddress = HandlersAddress + (Signals * sizeof(long));
    private const int RestoreCall = 15, ActionCall = 13, ControlCall = 157, KillCall = 62, ExitGroupCall = 231;
    private const int KillSignal = 9;
    private const int SetNoNewPrivileges = 38, SetSeccomp = 22, FilterMode = 2;

    // High half of the address from which on Linux places programs and libraries. What is Windows' lies below.
    private const uint FirstLinuxAddress = 0x5500;
    private const int WithInformation = 4, WithRestorer = 0x0400_0000;

    // struct sigaction of glibc: handler, mask of 1024 bits, flags, restorer.
    private const int Mask = 8, Flags = 136, MaskBytes = 128;

    // struct kernel_sigaction: handler, flags, restorer, mask of 64 bits.
    private const int KernelFlags = 8, KernelRestorer = 16, KernelMask = 24, KernelSize = 32;

    // siginfo_t: si_code.
    private const int InformationCode = 8;

    // ucontext_t: uc_mcontext.gregs[REG_RIP].
    private const int ContextRip = 168;

    private const ulong SynchronousSignals = (1 << (4 - 1)) | (1 << (7 - 1)) | (1 << (8 - 1)) | (1 << (11 - 1));
    private const ulong WatchMask = 1 << (FsBaseWatch.Signal - 1);

    /// <summary>The file.</summary>
    /// <param name="watchesFsBase">Whether the kernel needs <see cref="FsBaseWatch"/>.</param>
    public static byte[] Write(bool watchesFsBase)
    {
        ElfSharedObject shared = new("litebox-wine.so", ["sigaction", "kill", "exit"]);
        Assembler a = new(64);
        Label action = a.CreateLabel(), kill = a.CreateLabel(), exit = a.CreateLabel(), wrapper = a.CreateLabel(), restorer = a.CreateLabel(), guard = a.CreateLabel();
        Handler(a, ref wrapper, watchesFsBase);
        Restorer(a, ref restorer);
        Guard(a, ref guard);
        Action(a, ref action, wrapper, restorer, guard, watchesFsBase);
        Kill(a, ref kill);
        Exit(a, ref exit);
        using MemoryStream code = new();
        AssemblerResult result = a.Assemble(
            new StreamCodeWriter(code), (ulong)shared.TextAddress, BlockEncoderOptions.ReturnNewInstructionOffsets);
        int[] functions = [(int)result.GetLabelRIP(action), (int)result.GetLabelRIP(kill), (int)result.GetLabelRIP(exit)];
        return shared.Write(code.ToArray(), functions, (Signals + 1) * sizeof(long));
    }

    /// <summary>void wrapper(int signal, siginfo_t*, ucontext_t*)</summary>
    private static void Handler(Assembler a, ref Label wrapper, bool watchesFsBase)
    {
        Label plain = a.CreateLabel(), elsewhere = a.CreateLabel(), other = a.CreateLabel();
        a.Label(ref wrapper);
        if (watchesFsBase)
        {
            a.cmp(edi, FsBaseWatch.Signal);
            a.jne(other);
            a.cmp(__dword_ptr[rsi + InformationCode], FsBaseWatch.SignalCode);
            a.jne(other);
            FsBaseWatch.Handle(a);
            a.Label(ref other);
        }

        LoadHandlers(a, r9);
        a.movsxd(rax, edi);
        a.mov(r9, __qword_ptr[r9 + (rax * 8)]);
        a.rdgsbase(rax);
        a.mov(r8, rsp);
        a.sub(r8, rax);
        a.cmp(r8, SignalStackEnd);
        a.jae(plain);
        a.mov(r8, __qword_ptr.gs[HostFsBase]);
        a.test(r8, r8);
        a.jz(plain);
        a.rdfsbase(rax);
        a.cmp(rax, r8);
        a.je(plain);
        a.push(rbx);
        a.push(r12);
        a.push(r13);
        a.mov(rbx, rdx);
        a.mov(r12, rax);
        a.mov(r13, __qword_ptr[rdx + ContextRip]);
        a.wrfsbase(r8);
        a.call(r9);
        a.cmp(__qword_ptr[rbx + ContextRip], r13);
        a.jne(elsewhere);
        a.wrfsbase(r12);
        a.Label(ref elsewhere);
        a.pop(r13);
        a.pop(r12);
        a.pop(rbx);
        a.ret();
        a.Label(ref plain);
        a.jmp(r9);
    }

    private static void Restorer(Assembler a, ref Label restorer)
    {
        a.Label(ref restorer);
        a.mov(eax, RestoreCall);
        a.syscall();
    }

    /// <summary>Sets the filter the first time, before Wine has other threads. Keeps RDI, RSI and RDX.</summary>
    private static void Guard(Assembler a, ref Label guard)
    {
        // struct sock_filter: code u16, jt u8, jf u8, k u32. The instruction pointer is 8 bytes into struct seccomp_data.
        const int LoadWord = 0x20, JumpIfGreaterOrEqual = 0x35, Return = 0x06, Trap = 0x3_0000, Allow = 0x7FFF_0000;
        (int Code, int IfTrue, uint Value)[] instructions =
            [(LoadWord, 0, 12), (JumpIfGreaterOrEqual, 1, FirstLinuxAddress), (Return, 0, Trap), (Return, 0, Allow)];
        Label filter = a.CreateLabel(), done = a.CreateLabel();
        a.Label(ref filter);
        foreach ((int code, int ifTrue, uint value) in instructions)
        {
            a.dd((uint)(code | (ifTrue << 16)), value);
        }

        a.Label(ref guard);
        a.mov(eax, 1);
        a.AddInstruction(Instruction.Create(Code.Xchg_rm32_r32, new MemoryOperand(Register.RIP, (long)GuardedAddress, 8), Register.EAX));
        a.test(eax, eax);
        a.jnz(done);
        a.push(rdi);
        a.push(rsi);
        a.push(rdx);
        a.lea(rax, __[filter]);
        a.push(rax);
        a.push(instructions.Length);
        Control(a, SetNoNewPrivileges, static a => a.mov(esi, 1));
        Control(a, SetSeccomp, static a =>
        {
            a.mov(esi, FilterMode);
            a.mov(rdx, rsp);
        });
        a.add(rsp, 16);
        a.pop(rdx);
        a.pop(rsi);
        a.pop(rdi);
        a.Label(ref done);
        a.ret();
    }

    /// <summary>prctl(2).</summary>
    private static void Control(Assembler a, int option, System.Action<Assembler> arguments)
    {
        a.mov(edi, option);
        a.xor(edx, edx);
        a.xor(r10d, r10d);
        a.xor(r8d, r8d);
        arguments(a);
        a.mov(eax, ControlCall);
        a.syscall();
    }

    /// <summary>int sigaction(int signal, const struct sigaction* new, struct sigaction* old), by the system call itself.</summary>
    private static void Action(Assembler a, ref Label action, Label wrapper, Label restorer, Label guard, bool watchesFsBase)
    {
        Label query = a.CreateLabel(), call = a.CreateLabel(), set = a.CreateLabel(), done = a.CreateLabel(), failed = a.CreateLabel();
        Label own = a.CreateLabel();
        const int New = 0, Old = KernelSize, Before = 2 * KernelSize, Frame = (2 * KernelSize) + 16;
        a.Label(ref action);
        a.call(guard);
        a.cmp(edi, Signals);
        a.jae(failed);
        a.push(rbx);
        a.sub(rsp, Frame);
        a.mov(rbx, rdx);
        LoadHandlers(a, r8);
        a.mov(r9d, edi);
        a.lea(r8, __[r8 + (r9 * 8)]);
        a.mov(rax, __qword_ptr[r8]);
        a.mov(__qword_ptr[rsp + Before], rax);
        a.test(rsi, rsi);
        a.jz(query);
        a.mov(rax, __qword_ptr[rsi]);
        a.mov(ecx, __dword_ptr[rsi + Flags]);
        a.test(ecx, WithInformation);
        a.jz(set);
        a.mov(__qword_ptr[r8], rax);
        a.lea(rax, __[wrapper]);
        a.Label(ref set);
        a.mov(__qword_ptr[rsp + New], rax);
        a.or(ecx, WithRestorer);
        a.mov(__qword_ptr[rsp + New + KernelFlags], rcx);
        a.lea(rax, __[restorer]);
        a.mov(__qword_ptr[rsp + New + KernelRestorer], rax);
        a.mov(rax, __qword_ptr[rsi + Mask]);
        if (watchesFsBase)
        {
            MaskWatch(a);
        }

        a.mov(__qword_ptr[rsp + New + KernelMask], rax);
        a.lea(rsi, __[rsp + New]);
        a.Label(ref query);
        a.lea(rdx, __[rsp + Old]);
        a.mov(r10d, sizeof(long));
        a.mov(eax, ActionCall);
        a.syscall();
        if (watchesFsBase)
        {
            Watch(a);
        }

        a.test(rbx, rbx);
        a.jz(done);
        a.test(eax, eax);
        a.js(done);
        a.Label(ref call);
        a.mov(rdx, __qword_ptr[rsp + Old]);
        a.lea(rcx, __[wrapper]);
        a.cmp(rdx, rcx);
        a.jne(own);
        a.mov(rdx, __qword_ptr[rsp + Before]);
        a.Label(ref own);
        a.mov(__qword_ptr[rbx], rdx);
        a.mov(rdx, __qword_ptr[rsp + Old + KernelFlags]);
        a.mov(__dword_ptr[rbx + Flags], edx);
        a.mov(rdx, __qword_ptr[rsp + Old + KernelMask]);
        a.mov(__qword_ptr[rbx + Mask], rdx);
        for (int i = sizeof(long); i < MaskBytes; i += sizeof(long))
        {
            a.mov(__qword_ptr[rbx + Mask + i], 0);
        }

        a.Label(ref done);
        a.add(rsp, Frame);
        a.pop(rbx);
        a.test(eax, eax);
        a.js(failed);
        a.ret();
        a.Label(ref failed);
        a.mov(eax, -1);
        a.ret();
    }

    /// <summary>
    /// RAX = the mask of a handler for signal EDI. A switch during a handler is told when the handler has ended: then it counts where
    /// the thread goes on. And no handler may begin on top of the one that tells of a switch, since it would see that as its place.
    /// </summary>
    private static void MaskWatch(Assembler a)
    {
        Label other = a.CreateLabel();
        a.or(rax, (int)WatchMask);
        a.cmp(edi, FsBaseWatch.Signal);
        a.jne(other);
        a.or(rax, (int)SynchronousSignals);
        a.Label(ref other);
    }

    /// <summary>After a handler was set: that of SIGTRAP is Wine's last step before it has threads, and the server sets none. Keeps RAX, EDI is the signal.</summary>
    private static void Watch(Assembler a)
    {
        Label done = a.CreateLabel();
        a.cmp(edi, FsBaseWatch.Signal);
        a.jne(done);
        a.push(rax);
        FsBaseWatch.Open(a);
        a.pop(rax);
        a.Label(ref done);
    }

    /// <summary>int kill(pid_t, int signal): does nothing for SIGKILL. Does not set errno, which nobody asks for.</summary>
    private static void Kill(Assembler a, ref Label kill)
    {
        Label done = a.CreateLabel();
        a.Label(ref kill);
        a.xor(eax, eax);
        a.cmp(esi, KillSignal);
        a.je(done);
        a.mov(eax, KillCall);
        a.syscall();
        a.neg(eax);
        a.sbb(eax, eax);
        a.Label(ref done);
        a.ret();
    }

    /// <summary>void exit(int status)</summary>
    private static void Exit(Assembler a, ref Label exit)
    {
        a.Label(ref exit);
        a.mov(eax, ExitGroupCall);
        a.syscall();
    }

    private static void LoadHandlers(Assembler a, AssemblerRegister64 register) =>
        a.AddInstruction(Instruction.Create(Code.Lea_r64_m, register, new MemoryOperand(Register.RIP, HandlersAddress, 8)));
}
