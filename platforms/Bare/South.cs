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
    private static bool s_hasGenerator;
    private static nuint s_arguments;
    private static int s_argumentsSize;

    /// <inheritdoc/>
    public static ulong GuestStart => 0x1_0000;

    /// <inheritdoc/>
    public static ulong GuestEnd => 0x7FFF_C000_0000;

    /// <inheritdoc/>
    public static ulong Vdso => LiteBox.South.Vdso.Address;

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => (Cpu.Features, Cpu.HasFsGsBase ? 2ul : 0);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => new((void*)s_policy, s_policySize);

    /// <inheritdoc/>
    public static nuint RootImage => s_root;

    /// <inheritdoc/>
    public static ulong RootImageSize => s_rootSize;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => new((void*)s_arguments, s_argumentsSize);

    /// <inheritdoc/>
    public static void Cpuid(uint leaf, uint subleaf, Span<uint> registers)
    {
        fixed (uint* result = registers)
            Stub.Cpuid(leaf, subleaf, result);
    }

    /// <inheritdoc/>
    public static int CpuCount => 1;

    /// <summary>Starts the machine; what it lacks is told on the console.</summary>
    public static Errno Start(ref BootBlock boot)
    {
        Serial.Start();
        if (boot.Policy == 0 || !ReadPolicy(boot.Policy))
        {
            return Refuse(Errno.ENOEXEC, "this image was never bundled with a program"u8);
        }

        byte* startInformation = (byte*)*(nuint*)boot.ProcessStack;
        if (!Cpu.Start((ulong)(delegate*<void>)&Stub.SyscallEntry, Traps.KernelCode, Traps.UserBase))
        {
            return Refuse(Errno.ENODEV, "the CPU has no XSAVE or no local APIC; give the machine a CPU model that has"u8);
        }

        ulong end = s_root - PhysicalMemory.DirectMap + s_rootSize;
        if (!MachineMemory.Start(startInformation, end))
        {
            return Refuse(Errno.ENOMEM, "the machine has too little memory for the bundle"u8);
        }

        ulong emergency = AllocatePages(EmergencyStackSize);
        ThreadBlock* first = AllocateBlock();
        if (emergency == 0 || first == null)
        {
            return Refuse(Errno.ENOMEM, "the machine has too little memory for the bundle"u8);
        }

        Traps.Start(emergency + EmergencyStackSize);
        GuestTables.Start(BootLayout.RootTable, s_root - PhysicalMemory.DirectMap);
        if (!TimeSource.Start())
        {
            return Refuse(Errno.ENODEV, "neither CPUID nor an 8254 timer tells the rate of the time-stamp counter"u8);
        }

        if (!LocalApic.Start())
        {
            return Refuse(Errno.ENODEV, "the timer of the local APIC does not run"u8);
        }

        s_hasGenerator = Entropy.IsAvailable;
        if (!s_hasGenerator && !VirtioEntropy.Start())
        {
            return Refuse(Errno.ENODEV,
                "there is no source of random numbers; give the machine a CPU model with RDRAND or RDSEED, or a virtio entropy device"u8);
        }

        VirtioConsole.Start();

        if (!LiteBox.South.Vdso.Start())
        {
            return Refuse(Errno.ENOMEM, "the machine has too little memory for the bundle"u8);
        }

        ReadArguments(startInformation);
        s_first = first;
        Scheduler.Start(first);
        return Errno.None;
    }

    /// <summary>The hardware is the border here, and it stands since the start; the clocks run from now on.</summary>
    public static Errno Seal()
    {
        TimeSource.Run();
        return Errno.None;
    }

    private static Errno Refuse(Errno error, ReadOnlySpan<byte> reason)
    {
        Serial.Write(2, "litebox: cannot start: "u8);
        Serial.Write(2, reason);
        Serial.Write(2, "\n"u8);
        return error;
    }

    /// <summary>A module is the arguments as they are, each zero-terminated; without one, the words of the command line are.</summary>
    private static void ReadArguments(byte* startInformation)
    {
        ReadOnlySpan<byte> module = MachineMemory.Module;
        if (module.IsEmpty)
        {
            CommandLine.Read(MachineMemory.CommandLine(startInformation));
            module = CommandLine.Arguments;
        }

        fixed (byte* arguments = module)
        {
            s_arguments = (nuint)arguments;
            s_argumentsSize = module.Length;
        }
    }

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

    [RuntimeExport("litebox_prepare_pages")]
    private static void PreparePages(nuint address, nuint length)
    {
    }

    [RuntimeExport("litebox_free_pages")]
    private static void FreeForHeap(nuint address, nuint length) => FreePages(address, length);

    [RuntimeExport("litebox_write_console")]
    private static void WriteMessage(byte* text, nuint length) => Serial.Write(2, new ReadOnlySpan<byte>(text, (int)length));

    [RuntimeExport("litebox_exit")]
    private static void EndAll(int status) => Exit(status);
}
