using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>struct statx_timestamp (statx(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // The furthest second of which the nanoseconds fit in 64 bits.
    private const long MostSeconds = (long.MaxValue / NanosecondsPerSecond) - 1;

    public long Seconds;
    public uint Nanoseconds;
    private readonly int _reserved;

    public readonly long ToNanoseconds() =>
        ((Seconds > MostSeconds ? MostSeconds : Seconds < -MostSeconds ? -MostSeconds : Seconds) * NanosecondsPerSecond) + Nanoseconds;
}

/// <summary>struct statx (statx(2)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct ExtendedStatus
{
    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint User;
    public uint Group;
    public ushort Mode;
    private readonly ushort _padding;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    public FileTime AccessedAt;
    public FileTime BornAt;
    public FileTime ChangedAt;
    public FileTime ModifiedAt;
    public uint SpecialMajor;
    public uint SpecialMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;
}

/// <summary>struct statfs (statfs(2)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct FileSystemStatus
{
    public ulong Type;
    public ulong BlockSize;
    public ulong Blocks;
    public ulong FreeBlocks;
    public ulong AvailableBlocks;
    public ulong Files;
    public ulong FreeFiles;
}

/// <summary>Two struct timespec, as utimensat(2) takes them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileTimes
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // UTIME_OMIT
    private const long Omit = (1 << 30) - 2;

    public long AccessedSeconds;
    public long AccessedNanoseconds;
    public long ModifiedSeconds;
    public long ModifiedNanoseconds;

    public FileTimes(long accessedAt, long modifiedAt)
    {
        Split(accessedAt, out AccessedSeconds, out AccessedNanoseconds);
        Split(modifiedAt, out ModifiedSeconds, out ModifiedNanoseconds);
    }

    /// <summary>The nanoseconds within a second are never negative, before 1970 neither.</summary>
    private static void Split(long time, out long seconds, out long nanoseconds)
    {
        seconds = time / NanosecondsPerSecond;
        nanoseconds = time % NanosecondsPerSecond;
        if (time == long.MinValue)
        {
            seconds = 0;
            nanoseconds = Omit;
        }
        else if (nanoseconds < 0)
        {
            seconds--;
            nanoseconds += NanosecondsPerSecond;
        }
    }
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileVector
{
    public byte* Start;
    public nuint Length;
}

/// <summary>struct flock.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecordLock
{
    public short Type;
    public short Whence;
    private readonly int _padding;
    public ulong Start;

    /// <summary>0: to the end of any file.</summary>
    public ulong Length;

    /// <summary>0, as the locks of open files want it.</summary>
    public int ProcessId;
    private readonly int _end;

    /// <summary>A lock from the first byte up to, not including, the last; <see cref="ulong.MaxValue"/> is the end of any file.</summary>
    public static RecordLock Of(HostLock kind, ulong start, ulong end) =>
        new() { Type = (short)kind, Start = start, Length = end == ulong.MaxValue ? 0 : end - start };
}
