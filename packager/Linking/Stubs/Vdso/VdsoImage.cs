using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Iced.Intel;
using LiteBox.Packager.Elf;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Vdso;

/// <summary>
/// Writes the vDSO (vdso(7)) of hosts that have none: the shared object that C libraries and Go look for through AT_SYSINFO_EHDR. Its
/// functions take the time from the CPU's time-stamp counter and the <see cref="ClockPage"/> in the page before the object. What
/// that cannot tell (another clock, a page that is being changed or is out of date) they leave to the system call of the same name.
/// They use no stack and only registers that the convention lets them.
/// </summary>
internal static class VdsoImage
{
    private const string Name = "linux-vdso.so.1", Version = "LINUX_2.6";
    private const int PageSize = 4096;
    private const int GetTimeOfDayCall = 96, TimeCall = 201, ClockGetTimeCall = 228, ClockGetResCall = 229;

    // Clocks by number, a bit each: REALTIME, REALTIME_COARSE, TAI; MONOTONIC, MONOTONIC_RAW, MONOTONIC_COARSE, BOOTTIME.
    private const int WallClocks = (1 << 0) | (1 << 5) | (1 << 11);
    private const int SteadyClocks = (1 << 1) | (1 << 4) | (1 << 6) | (1 << 7);
    private const int CoarseClocks = (1 << 5) | (1 << 6);
    private const int LastClock = 11;

    private const int NanosecondsInSecond = 1_000_000_000, NanosecondsInMicrosecond = 1000;

    private static readonly IReadOnlyList<string> s_functions =
        ["__vdso_clock_gettime", "__vdso_gettimeofday", "__vdso_time", "__vdso_clock_getres", "__vdso_getcpu"];

    /// <summary>The object, which is position-independent.</summary>
    /// <param name="systemCall">Writes what makes a system call, with the number in RAX.</param>
    public static byte[] Write(Action<Assembler> systemCall)
    {
        ElfSharedObject shared = new(Name, s_functions, Version);

        // Iced has no negative addresses: the page before the object makes the object start one page up.
        ulong text = PageSize + (ulong)shared.TextAddress;
        Assembler a = new(64);
        Label[] starts = new Label[s_functions.Count];
        Action<Assembler, Action<Assembler>>[] bodies = [ClockGetTime, GetTimeOfDay, Time, ClockGetRes, GetCpu];
        for (int i = 0; i < bodies.Length; i++)
        {
            starts[i] = a.CreateLabel();
            a.Label(ref starts[i]);
            bodies[i](a, systemCall);
        }

        using MemoryStream code = new();
        AssemblerResult result = a.Assemble(new StreamCodeWriter(code), text, BlockEncoderOptions.ReturnNewInstructionOffsets);
        return shared.Write(code.ToArray(), Array.ConvertAll(starts, s => (int)result.GetLabelRIP(s) - PageSize), 0);
    }

    /// <summary>int (clockid_t, struct timespec*)</summary>
    private static void ClockGetTime(Assembler a, Action<Assembler> systemCall)
    {
        Label other = a.CreateLabel(), steady = a.CreateLabel();
        JumpUnlessOneOf(a, WallClocks | SteadyClocks, other);
        Read(a, other);
        a.mov(ecx, WallClocks);
        a.bt(ecx, edi);
        a.jnc(steady);
        a.add(rax, r10);
        a.Label(ref steady);
        ToSeconds(a);
        a.mov(__qword_ptr[rsi], rdx);
        a.mov(__qword_ptr[rsi + 8], rax);
        Success(a);
        a.Label(ref other);
        Leave(a, systemCall, ClockGetTimeCall);
    }

    /// <summary>int (struct timeval*, struct timezone*)</summary>
    private static void GetTimeOfDay(Assembler a, Action<Assembler> systemCall)
    {
        Label other = a.CreateLabel(), noTime = a.CreateLabel(), noZone = a.CreateLabel();
        Read(a, other);
        a.test(rdi, rdi);
        a.jz(noTime);
        a.add(rax, r10);
        ToSeconds(a);
        a.mov(__qword_ptr[rdi], rdx);
        a.xor(edx, edx);
        a.mov(ecx, NanosecondsInMicrosecond);
        a.div(ecx);
        a.mov(__qword_ptr[rdi + 8], rax);
        a.Label(ref noTime);
        a.test(rsi, rsi);
        a.jz(noZone);
        a.mov(__qword_ptr[rsi], 0);
        a.Label(ref noZone);
        Success(a);
        a.Label(ref other);
        Leave(a, systemCall, GetTimeOfDayCall);
    }

    /// <summary>time_t (time_t*)</summary>
    private static void Time(Assembler a, Action<Assembler> systemCall)
    {
        Label other = a.CreateLabel(), noResult = a.CreateLabel();
        Read(a, other);
        a.add(rax, r10);
        ToSeconds(a);
        a.mov(rax, rdx);
        a.test(rdi, rdi);
        a.jz(noResult);
        a.mov(__qword_ptr[rdi], rax);
        a.Label(ref noResult);
        a.ret();
        a.Label(ref other);
        Leave(a, systemCall, TimeCall);
    }

    /// <summary>int (clockid_t, struct timespec*)</summary>
    private static void ClockGetRes(Assembler a, Action<Assembler> systemCall)
    {
        Label other = a.CreateLabel(), noResult = a.CreateLabel();
        JumpUnlessOneOf(a, (WallClocks | SteadyClocks) & ~CoarseClocks, other);
        a.test(rsi, rsi);
        a.jz(noResult);
        a.mov(__qword_ptr[rsi], 0);
        a.mov(__qword_ptr[rsi + 8], 1);
        a.Label(ref noResult);
        Success(a);
        a.Label(ref other);
        Leave(a, systemCall, ClockGetResCall);
    }

    /// <summary>int (unsigned* cpu, unsigned* node): the guest sees one CPU number, as getcpu(2) shows it.</summary>
    private static void GetCpu(Assembler a, Action<Assembler> systemCall)
    {
        Label noCpu = a.CreateLabel(), noNode = a.CreateLabel();
        a.xor(eax, eax);
        a.test(rdi, rdi);
        a.jz(noCpu);
        a.mov(__dword_ptr[rdi], eax);
        a.Label(ref noCpu);
        a.test(rsi, rsi);
        a.jz(noNode);
        a.mov(__dword_ptr[rsi], eax);
        a.Label(ref noNode);
        a.ret();
    }

    /// <summary>Jumps when EDI is no clock of a set.</summary>
    private static void JumpUnlessOneOf(Assembler a, int clocks, Label other)
    {
        a.cmp(edi, LastClock);
        a.ja(other);
        a.mov(ecx, clocks);
        a.bt(ecx, edi);
        a.jnc(other);
    }

    /// <summary>RAX = the monotonic clock, R10 = what the real-time clock is ahead of it. Changes RCX, RDX, R8, R9 too.</summary>
    private static void Read(Assembler a, Label other)
    {
        Label again = a.CreateLabel();
        a.AddInstruction(Instruction.Create(Code.Lea_r64_m, r8, new MemoryOperand(Register.RIP, 0L, 8)));
        a.Label(ref again);
        a.mov(r9d, Field(nameof(ClockPage.Sequence), __dword_ptr));
        a.test(r9b, 1);
        a.jnz(other);

        // The counter must not be read before the sequence is.
        a.lfence();
        a.rdtsc();
        a.shl(rdx, 32);
        a.or(rax, rdx);
        a.sub(rax, Field(nameof(ClockPage.Ticks), __qword_ptr));
        a.cmp(rax, Field(nameof(ClockPage.MostTicks), __qword_ptr));
        a.jae(other);
        a.mul(Field(nameof(ClockPage.Rate), __qword_ptr));
        a.shrd(rax, rdx, ClockPage.RateBits);
        a.add(rax, Field(nameof(ClockPage.Monotonic), __qword_ptr));
        a.mov(r10, Field(nameof(ClockPage.Realtime), __qword_ptr));
        a.cmp(r9d, Field(nameof(ClockPage.Sequence), __dword_ptr));
        a.jne(again);
    }

    private static AssemblerMemoryOperand Field(string name, AssemblerMemoryOperandFactory size) =>
        size[r8 + (int)Marshal.OffsetOf<ClockPage>(name)];

    /// <summary>Nanoseconds in RAX: RDX = whole seconds, RAX = the rest. Changes RCX and R8.</summary>
    private static void ToSeconds(Assembler a)
    {
        // n / 10^9 = (n / 2^9) * ceil(2^75 / 5^9 / 2^9) / 2^75, exact for all n below 2^64.
        const int TwoFactors = 9, Shift = 11;
        const ulong Reciprocal = 0x44_B82F_A09B_5A53;
        a.mov(r8, rax);
        a.shr(rax, TwoFactors);
        a.mov(rcx, Reciprocal);
        a.mul(rcx);
        a.shr(rdx, Shift);
        a.imul(rcx, rdx, NanosecondsInSecond);
        a.mov(rax, r8);
        a.sub(rax, rcx);
    }

    private static void Success(Assembler a)
    {
        a.xor(eax, eax);
        a.ret();
    }

    private static void Leave(Assembler a, Action<Assembler> systemCall, int number)
    {
        a.mov(eax, number);
        systemCall(a);
        a.ret();
    }
}
