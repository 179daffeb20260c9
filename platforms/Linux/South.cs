using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>The library OS as an ordinary, unprivileged process of Linux on x86-64.</summary>
public readonly unsafe partial struct South : ISouth
{
    private const ulong LowestGuestAddress = ThreadPlaces.End;
    private const ulong HighestGuestAddress = 0x5000_0000_0000;
    private const uint LoadableSegment = 1;

    private static nuint s_policy;
    private static int s_policySize;
    private static nuint s_root;
    private static ulong s_rootSize;
    private static ulong s_rootOffset;
    private static bool s_bundleOpen;
    private static uint s_processId;
    private static int s_cpuCount = 1;

    /// <inheritdoc/>
    public static ulong GuestStart => LowestGuestAddress;

    /// <inheritdoc/>
    public static ulong GuestEnd => HighestGuestAddress;

    /// <inheritdoc/>
    public static ulong Vdso => ProcessStack.Vdso;

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => (ProcessStack.Hwcap, ProcessStack.Hwcap2);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => new((void*)s_policy, s_policySize);

    /// <inheritdoc/>
    public static nuint RootImage => s_root;

    /// <inheritdoc/>
    public static ulong RootImageSize => s_rootSize;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => ProcessStack.Arguments;

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
        Errno error = StartParts(ref boot);
        if (error != Errno.None)
        {
            ReadOnlySpan<byte> message = error == Errno.ENOEXEC
                ? "litebox: the bundle's file is damaged\n"u8 : "litebox: the host refuses what the library OS needs\n"u8;
            fixed (byte* text = message)
            {
                WriteError(text, (nuint)message.Length);
            }
        }

        return error;
    }

    private static Errno StartParts(ref BootBlock boot)
    {
        ProcessStack.Read((ulong*)boot.ProcessStack);
        Errno error = ReadPolicy(boot.ImageBase, boot.Policy);
        if (error != Errno.None)
        {
            return error;
        }

        if (Capability.SharedMemory)
        {
            error = SharedRegion.Start();
            if (error != Errno.None)
            {
                return error;
            }
        }

        s_processId = (uint)Host.GetProcessId();
        if ((Capability.Guest && !StartExtendedState()) || boot.ImageBase < HighestGuestAddress)
        {
            return Errno.ENOSYS;
        }

        ThreadRegister.Create();
        error = StartFirstThread();
        if (error != Errno.None)
        {
            return error;
        }

        error = Signals.Install();
        if (error != Errno.None)
        {
            return error;
        }

        StartClock();
        StartConsole();
        StartCpuCount();
        return Errno.None;
    }

    private static Errno ReadPolicy(nuint image, nuint policy)
    {
        // Whatever the parent left open is none of the sandbox's business, and the bundle gets a descriptor known in advance.
        Host.Close(Host.BundleDescriptor, uint.MaxValue);
        if (policy == 0)
        {
            return Errno.None;
        }

        OpenBundle();
        ulong mapped = MappedFrom(image, policy);
        byte* header = (byte*)policy;
        if (mapped < BundleFormat.HeaderSize || *(ulong*)header != BundleFormat.Magic || *(uint*)(header + BundleFormat.VersionOffset) != BundleFormat.Version)
        {
            return Errno.ENOEXEC;
        }

        ulong size = *(ulong*)(header + BundleFormat.LengthOffset);
        s_policy = policy;
        s_policySize = (int)size;
        s_rootOffset = *(ulong*)(header + BundleFormat.RootOffsetOffset);
        s_rootSize = *(ulong*)(header + BundleFormat.RootLengthOffset);
        s_root = (policy + (nuint)s_policySize + PageSize - 1) & ~(nuint)(PageSize - 1);
        ulong before = s_root - policy;
        return size <= mapped && (s_rootSize == 0 || (before <= mapped && s_rootSize <= mapped - before)) ? Errno.None : Errno.ENOEXEC;
    }

    /// <summary>Bytes of the segment that begins at an address; 0 when there is none, or the file is too short for any of the segments.</summary>
    private static ulong MappedFrom(nuint image, nuint address)
    {
        // Elf64_Ehdr, Elf64_Phdr and struct stat.
        const int HeadersOffset = 64, CountOffset = 56, HeaderSize = 56, FileOffset = 8, VirtualAddress = 16, FileSize = 32, StatusSize = 144, SizeOffset = 48;
        byte* status = stackalloc byte[StatusSize];
        ulong fileSize = s_bundleOpen && Host.FileStatus(Host.BundleDescriptor, status) == 0 ? *(ulong*)(status + SizeOffset) : ulong.MaxValue;
        ulong found = 0;
        byte* header = (byte*)image + HeadersOffset;
        for (int left = *(ushort*)(image + CountOffset); left > 0; left--, header += HeaderSize)
        {
            ulong size = *(ulong*)(header + FileSize);
            if (*(ulong*)(header + FileOffset) + size > fileSize)
            {
                return 0;
            }

            if (*(uint*)header == LoadableSegment && image + *(nuint*)(header + VirtualAddress) == address)
            {
                found = size;
            }
        }

        return found;
    }

    /// <summary>Opens the file that the guest's private file mappings come from. Without /proc these become copies.</summary>
    private static void OpenBundle()
    {
        const uint ReadOnlyCloseOnExec = 0x80000;
        fixed (byte* path = "/proc/self/exe\0"u8)
        {
            nint descriptor = Host.Open(path, ReadOnlyCloseOnExec);
            s_bundleOpen = descriptor == Host.BundleDescriptor;
            if (descriptor is >= 0 and < Host.BundleDescriptor)
            {
                // A standard stream was closed: its number must stay so, or the program would read the bundle.
                s_bundleOpen = Host.Duplicate((uint)descriptor) == Host.BundleDescriptor;
                Host.Close((uint)descriptor, (uint)descriptor);
            }
        }
    }

    private static void StartCpuCount()
    {
        const int MaskBytes = 1024;
        byte* mask = stackalloc byte[MaskBytes];
        nint length = Host.GetAffinity(MaskBytes, (ulong*)mask);
        int count = 0;
        for (nint i = 0; i < length; i++)
        {
            for (int bits = mask[i]; bits != 0; bits &= bits - 1)
            {
                count++;
            }
        }

        s_cpuCount = count > 0 ? count : 1;
    }

    private static Errno ToErrno(nint result) => result < 0 ? (Errno)(int)-result : Errno.None;

    private static Result ToResult(nint result) => (long)result;

    internal static ThreadBlock* Pointer(ref ThreadBlock block) => (ThreadBlock*)Unsafe.AsPointer(ref block);
}
