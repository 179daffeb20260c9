using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>The library OS as the kernel of a virtual machine: ring 0 on one CPU, with the guest in ring 3.</summary>
public readonly unsafe partial struct South : ISouth
{
    private const nuint EmergencyStackSize = 8192;

    private static nuint s_policy;
    private static int s_policySize;
    private static nuint s_root;
    private static ulong s_rootSize;
    private static nuint s_startInformation;

    /// <inheritdoc/>
    public static ulong GuestStart => 0x1_0000;

    /// <inheritdoc/>
    public static ulong GuestEnd => 0x7FFF_FFFF_F000;

    /// <summary>None: a system call costs less here than the arithmetic of a vDSO with its fallbacks is worth.</summary>
    public static ulong Vdso => 0;

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => (Cpu.Features, Cpu.HasFsGsBase ? 2ul : 0);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => new((void*)s_policy, s_policySize);

    /// <inheritdoc/>
    public static nuint RootImage => s_root;

    /// <inheritdoc/>
    public static ulong RootImageSize => s_rootSize;

    /// <summary>The kernel command line: arguments are its words.</summary>
    public static ReadOnlySpan<byte> HostArguments => CommandLine.Arguments;

    /// <inheritdoc/>
    public static int CpuCount => 1;

    /// <inheritdoc/>
    public static Errno Start(ref BootBlock boot)
    {
        Serial.Start();
        s_startInformation = boot.ProcessStack;
        if (boot.Policy == 0 || !ReadPolicy(boot.Policy))
        {
            return Errno.ENOEXEC;
        }

        ulong end = s_root - PhysicalMemory.DirectMap + s_rootSize;
        if (!Cpu.Start((ulong)(delegate*<void>)&Stub.SyscallEntry, Traps.KernelCode, Traps.UserBase)
            || !MachineMemory.Start((byte*)s_startInformation, end))
        {
            return Errno.ENODEV;
        }

        CommandLine.Read(MachineMemory.CommandLine((byte*)s_startInformation));
        ulong emergency = AllocatePages(EmergencyStackSize);
        ThreadBlock* first = AllocateBlock();
        if (emergency == 0 || first == null)
        {
            return Errno.ENOMEM;
        }

        Traps.Start(emergency + EmergencyStackSize);
        GuestTables.Start(BootLayout.RootTable, s_root - PhysicalMemory.DirectMap);
        if (!TimeSource.Start())
        {
            return Errno.ENODEV;
        }

        LocalApic.Start();
        s_first = first;
        Scheduler.Start(first);
        return Entropy.IsAvailable ? Errno.None : Errno.ENODEV;
    }

    /// <summary>The hardware is the border here, and it stands since the start.</summary>
    public static Errno Seal() => Errno.None;

    private static bool ReadPolicy(nuint policy)
    {
        byte* header = (byte*)policy;
        if (*(ulong*)header != BundleFormat.Magic || *(uint*)(header + BundleFormat.VersionOffset) != BundleFormat.Version)
        {
            return false;
        }

        s_policy = policy;
        s_policySize = (int)*(ulong*)(header + BundleFormat.LengthOffset);
        s_root = policy + (((nuint)s_policySize + (nuint)PageSize - 1) & ~((nuint)PageSize - 1));
        s_rootSize = *(ulong*)(header + BundleFormat.RootLengthOffset);
        return true;
    }

    private static ThreadBlock* Pointer(ref ThreadBlock block) => (ThreadBlock*)Unsafe.AsPointer(ref block);

    [RuntimeExport("litebox_allocate_pages")]
    private static nuint AllocateForHeap(nuint length) => AllocatePages(length);

    [RuntimeExport("litebox_free_pages")]
    private static void FreeForHeap(nuint address, nuint length) => FreePages(address, length);

    [RuntimeExport("litebox_write_console")]
    private static void WriteMessage(byte* text, nuint length) => Serial.Write(2, new ReadOnlySpan<byte>(text, (int)length));

    [RuntimeExport("litebox_exit")]
    private static void EndAll(int status) => Exit(status);
}
