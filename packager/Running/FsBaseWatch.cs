using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using Iced.Intel;
using LiteBox.Packager.Diagnostics;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;
using BlockLayout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Running;

/// <summary>
/// For kernels that do not know FSGSBASE although the CPU executes it, as those of some virtual machines: such a kernel forgets the FS
/// base that a program wrote whenever another thread runs, and puts the one back that it was told, which is Wine's. Windows
/// forgets it too, but leaves zero, which a bundle notices by the fault. So the thread is told of every switch, by a perf event that
/// raises SIGTRAP, and zeroes the base when it was in guest code.
/// </summary>
internal static class FsBaseWatch
{
    /// <summary>The signal of a perf event, and its si_code.</summary>
    public const int Signal = 5, SignalCode = 6;

    private const int OpenCall = 298;
    private const int Software = 1, ContextSwitches = 3, AttributeSize = 128, CloseOnExec = 8;
    private const int ConfigOffset = 8, PeriodOffset = 16, FlagsOffset = 40;

    // struct perf_event_attr: inherit, inherit_thread, remove_on_exec, sigtrap.
    private const long EventFlags = (1L << 1) | (1L << 35) | (1L << 36) | (1L << 37);

    // ucontext_t: uc_mcontext.gregs[REG_RSP] and [REG_RIP].
    private const int ContextRsp = 160, ContextRip = 168;

    // Thread environment block: ProcessEnvironmentBlock; there: ImageBaseAddress. In the image: e_lfanew and, from there, SizeOfImage.
    private const int EnvironmentOffset = 0x60, ImageBaseOffset = 0x10, HeaderOffset = 0x3C, ImageSizeOffset = 0x50;

    // Where Wine 8 has its own DLLs.
    private const uint FirstLibrary = 0x7A00_0000;
    private const ulong EndOfLibraries = 0x2_0000_0000;

    /// <summary>Whether it is needed here: the kernel does not say that programs may use FSGSBASE (AT_HWCAP2).</summary>
    /// <exception cref="LiteBoxException">LB0924: it is, and events of that kind cannot be had.</exception>
    public static bool IsNeeded(string wine)
    {
        const ulong HardwareCapabilities2 = 26, FsGsBase = 2;
        ReadOnlySpan<byte> auxiliary = File.ReadAllBytes("/proc/self/auxv");
        for (; auxiliary.Length >= 16; auxiliary = auxiliary[16..])
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(auxiliary) == HardwareCapabilities2
                && (BinaryPrimitives.ReadUInt64LittleEndian(auxiliary[8..]) & FsGsBase) != 0)
            {
                return false;
            }
        }

        byte[] attributes = new byte[AttributeSize];
        BinaryPrimitives.WriteInt64LittleEndian(attributes, Software | ((long)AttributeSize << 32));
        BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(ConfigOffset), ContextSwitches);
        BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(PeriodOffset), 1);
        BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(FlagsOffset), EventFlags | 1);
        nint opened = Call(OpenCall, in attributes[0], 0, -1, -1, CloseOnExec);
        if (opened < 0)
        {
            throw new LiteBoxException("LB0924", wine, "This kernel does not keep the FS base of programs, and it gives no perf events that would tell when it was lost.",
                "Run it as root or with /proc/sys/kernel/perf_event_paranoid at 1, on Linux 5.19 or later, or on a kernel with FSGSBASE.");
        }

        _ = Close((int)opened);
        return true;
    }

    /// <summary>Opens the event for the calling thread and those that it starts. Changes only the registers that calls change.</summary>
    public static void Open(Assembler a)
    {
        a.sub(rsp, AttributeSize);
        a.mov(rdi, rsp);
        a.xor(eax, eax);
        a.mov(ecx, AttributeSize / sizeof(long));
        a.rep.stosq();
        a.mov(__dword_ptr[rsp], Software);
        a.mov(__dword_ptr[rsp + 4], AttributeSize);
        a.mov(__qword_ptr[rsp + ConfigOffset], ContextSwitches);
        a.mov(__qword_ptr[rsp + PeriodOffset], 1);
        a.mov(rax, EventFlags);
        a.mov(__qword_ptr[rsp + FlagsOffset], rax);
        a.mov(rdi, rsp);
        a.xor(esi, esi);
        a.mov(rdx, -1);
        a.mov(r10, -1);
        a.mov(r8d, CloseOnExec);
        a.mov(eax, OpenCall);
        a.syscall();
        a.add(rsp, AttributeSize);
    }

    /// <summary>
    /// The handler's part, with RDX = the context, at the end of which it returns. The base stays Wine's in Linux' code, in that of
    /// Wine's DLLs, and where a thread is on its own stack, as library-OS code always is. In the image the guest's stack is
    /// used without that only by the handler of exceptions, which lies before the entry of system calls (StubCatalog).
    /// </summary>
    public static void Handle(Assembler a)
    {
        const int FirstLinuxAddress = 0x5500;
        Label lose = a.CreateLabel(), outside = a.CreateLabel(), done = a.CreateLabel();
        a.rdgsbase(rax);
        a.test(rax, rax);
        a.jz(done);
        a.mov(rcx, __qword_ptr[rdx + ContextRip]);
        a.mov(rax, rcx);
        a.shr(rax, 32);
        a.cmp(eax, FirstLinuxAddress);
        a.jae(done);
        a.mov(r9, __qword_ptr.gs[ThreadSlots.Block]);
        a.test(r9, r9);
        a.jz(done);
        a.mov(r8, __qword_ptr[rdx + ContextRsp]);
        a.sub(r8, __qword_ptr[r9 + BlockLayout.KernelStackBottom]);
        a.mov(rax, __qword_ptr[r9 + BlockLayout.KernelStackTop]);
        a.sub(rax, __qword_ptr[r9 + BlockLayout.KernelStackBottom]);
        a.cmp(r8, rax);
        a.jbe(done);
        a.mov(rax, __qword_ptr.gs[EnvironmentOffset]);
        a.mov(rax, __qword_ptr[rax + ImageBaseOffset]);
        a.mov(r8d, __dword_ptr[rax + HeaderOffset]);
        a.mov(r8d, __dword_ptr[rax + r8 + ImageSizeOffset]);
        a.mov(r10, rcx);
        a.sub(r10, rax);
        a.cmp(r10, r8);
        a.jae(outside);
        a.cmp(rcx, __qword_ptr.gs[ThreadSlots.Entry]);
        a.jae(lose);
        a.jmp(done);
        a.Label(ref outside);
        a.cmp(rcx, (int)FirstLibrary);
        a.jb(lose);
        a.mov(rax, EndOfLibraries);
        a.cmp(rcx, rax);
        a.jb(done);
        a.Label(ref lose);
        a.xor(eax, eax);
        a.wrfsbase(rax);
        a.Label(ref done);
        a.ret();
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint Call(nint number, in byte attributes, nint thread, nint cpu, nint group, nint flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
