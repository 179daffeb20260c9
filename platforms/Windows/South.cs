using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>The library OS as an ordinary process of Windows 10 or later on x86-64 (and of Wine).</summary>
public readonly unsafe partial struct South : ISouth
{
    private const ulong LowestGuestAddress = 0x1_0000;
    private const ulong HighestGuestAddress = 0x5000_0000_0000;
    private const ushort AllGroups = 0xFFFF;

    private static nuint s_policy;
    private static int s_policySize;
    private static nuint s_root;
    private static ulong s_rootSize;
    private static int s_cpuCount = 1;
    private static ulong s_hwcap;

    /// <inheritdoc/>
    public static ulong GuestStart => LowestGuestAddress;

    /// <inheritdoc/>
    public static ulong GuestEnd => HighestGuestAddress;

    /// <inheritdoc/>
    public static ulong Vdso => LiteBox.South.Vdso.Address;

    /// <inheritdoc/>
    /// <remarks>Without HWCAP2_FSGSBASE: a guest that sets FS base by itself could not be told from one that lost it.</remarks>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => (s_hwcap, 0);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => new((void*)s_policy, s_policySize);

    /// <inheritdoc/>
    public static nuint RootImage => s_root;

    /// <inheritdoc/>
    public static ulong RootImageSize => s_rootSize;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => CommandLine.Arguments;

    /// <inheritdoc/>
    public static void Cpuid(uint leaf, uint subleaf, Span<uint> registers)
    {
        fixed (uint* result = registers)
            Stub.Cpuid(leaf, subleaf, result);
    }

    /// <inheritdoc/>
    public static int CpuCount => s_cpuCount;

    /// <inheritdoc/>
    public static Errno Start(ref BootBlock boot)
    {
        Consoles.Initialize();
        ulong hostFsBase;
        if (!Exceptions.Install() || Stub.ProbeFsBase(&hostFsBase) == 0)
        {
            return Refuse("litebox: this needs Windows 10 version 1709 or later, on a CPU with FSGSBASE\n"u8);
        }

        if (!Entropy.IsAvailable || !StartExtendedState())
        {
            return Refuse("litebox: this needs a CPU with RDRAND and XSAVE\n"u8);
        }

        Errno error = ReadPolicy(boot.Policy);
        if (error != Errno.None)
        {
            return error;
        }

        HeapPages.Initialize();
        if (!GuestPages.Initialize() || !WaitTable.Initialize())
        {
            return Errno.ENOMEM;
        }

        if (!Threads.ClaimSlots())
        {
            return Refuse("litebox: another module of this process has the thread-local slots 61 to 63\n"u8);
        }

        s_first = Threads.AllocateBlock();
        if (s_first == null)
        {
            return Errno.ENOMEM;
        }

        Threads.Adopt(s_first, boot.ProcessStack);
        ClockPage* clock = LiteBox.South.Vdso.Place();
        if (clock == null)
        {
            return Errno.ENOMEM;
        }

        TimeSource.Initialize(clock);
        CommandLine.Read();
        s_cpuCount = (int)uint.Max(1, Windows.GetActiveProcessorCount(AllGroups));
        uint* result = stackalloc uint[4];
        Stub.Cpuid(1, 0, result);
        s_hwcap = result[3];
        return Errno.None;
    }

    private static Errno ReadPolicy(nuint policy)
    {
        if (policy == 0)
        {
            return Errno.None;
        }

        byte* header = (byte*)policy;
        if (*(ulong*)header != BundleFormat.Magic || *(uint*)(header + BundleFormat.VersionOffset) != BundleFormat.Version)
        {
            return Errno.ENOEXEC;
        }

        s_policy = policy;
        s_policySize = (int)*(ulong*)(header + BundleFormat.LengthOffset);
        s_rootSize = *(ulong*)(header + BundleFormat.RootLengthOffset);
        s_root = policy + (((nuint)s_policySize + HostMemory.PageSize - 1) & ~(nuint)(HostMemory.PageSize - 1));
        return Errno.None;
    }

    private static Errno Refuse(ReadOnlySpan<byte> message)
    {
        Consoles.WriteError(message);
        return Errno.ENOSYS;
    }

    private static ThreadBlock* Pointer(ref ThreadBlock block) => (ThreadBlock*)Unsafe.AsPointer(ref block);
}
