using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>
/// Guest memory as the library OS sees it: addresses that may be bad. Every access goes through a fault-tolerant copy,
/// so a bad address is EFAULT and never more.
/// </summary>
public static unsafe class Guest
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    /// <summary>Bytes of the longest path, its terminator included (PATH_MAX).</summary>
    public const int PathMax = 4096;

    /// <summary>Whether the range lies where the guest's memory can be, mapped or not.</summary>
    public static bool CanHold(ulong address, ulong length) => address <= Host.GuestEnd && length <= Host.GuestEnd - address;

    /// <summary>A range for the host to read or write, which is not to find anything of its own below the guest's memory.</summary>
    public static HostRange Range(ulong address, ulong length) => new() { Address = address < Host.GuestStart ? 0 : address, Length = length };

    /// <summary>Reads a value. EFAULT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Errno Read<T>(ulong address, out T value)
        where T : unmanaged
    {
        Unsafe.SkipInit(out value);
        Span<byte> bytes = MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), sizeof(T));
        if (Host.CopyFromGuest(bytes, address) == sizeof(T))
            return Errno.None;
        value = default;
        return Errno.EFAULT;
    }

    /// <summary>Writes a value. EFAULT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Errno Write<T>(ulong address, in T value)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value)), sizeof(T));
        return Host.CopyToGuest(address, bytes) == sizeof(T) ? Errno.None : Errno.EFAULT;
    }

    /// <summary>Fills the span. EFAULT; the span may be filled in part.</summary>
    public static Errno ReadBytes(ulong address, Span<byte> destination) =>
        Host.CopyFromGuest(destination, address) == destination.Length ? Errno.None : Errno.EFAULT;

    /// <summary>Writes the span. EFAULT; a part may have been written.</summary>
    public static Errno WriteBytes(ulong address, ReadOnlySpan<byte> source) =>
        Host.CopyToGuest(address, source) == source.Length ? Errno.None : Errno.EFAULT;

    /// <summary>Writes zeros. EFAULT; a part may have been written.</summary>
    public static Errno Clear(ulong address, ulong length)
    {
        ReadOnlySpan<byte> zeros = Zeros;
        while (length != 0)
        {
            int chunk = (int)ulong.Min(length, (ulong)zeros.Length);
            if (Host.CopyToGuest(address, zeros[..chunk]) != chunk)
                return Errno.EFAULT;
            address += (ulong)chunk;
            length -= (ulong)chunk;
        }

        return Errno.None;
    }

    /// <summary>
    /// Reads a zero-terminated string; gives its length without the terminator. EFAULT; ENAMETOOLONG when no terminator
    /// lies within the span.
    /// </summary>
    public static Result ReadString(ulong address, Span<byte> destination)
    {
        int length = 0;
        while (length < destination.Length)
        {
            // In steps that end at a page's end: what follows a string on the next page need not be there.
            int step = int.Min(destination.Length - length, (int)(PageSize - ((address + (ulong)length) & (PageSize - 1))));

            // Most paths are short.
            step = int.Min(step, length == 0 ? 64 : 256);
            Span<byte> part = destination.Slice(length, step);
            int copied = Host.CopyFromGuest(part, address + (ulong)length);
            int end = part[..copied].IndexOf((byte)0);
            if (end >= 0)
                return length + end;
            if (copied != step)
                return Errno.EFAULT;
            length += step;
        }

        return Errno.ENAMETOOLONG;
    }

    /// <summary>Reads a path into a buffer of <see cref="PathMax"/> bytes. EFAULT, ENAMETOOLONG.</summary>
    public static Errno ReadPath(ulong address, Span<byte> buffer, out ReadOnlySpan<byte> path)
    {
        Result length = ReadString(address, buffer);
        path = length.Failed ? default : buffer[..(int)length.Value];
        return length.Error;
    }

    /// <summary>The address rounded up to a page; 0 when that overflows.</summary>
    public static ulong PageUp(ulong value) => (value + PageSize - 1) & ~(PageSize - 1);

    /// <summary>The address rounded down to a page.</summary>
    public static ulong PageDown(ulong value) => value & ~(PageSize - 1);

    /// <summary>True for a multiple of the page size.</summary>
    public static bool IsPageAligned(ulong value) => (value & (PageSize - 1)) == 0;

    /// <summary>A page of zeros.</summary>
    internal static ReadOnlySpan<byte> Zeros => s_zeros;

    // Not an array: that would be laid out in the image, zeros and all, and this lies in .bss.
#pragma warning disable CS0649 // Nobody writes to it.
    private static Page s_zeros;
#pragma warning restore CS0649

    [InlineArray((int)PageSize)]
    private struct Page
    {
        private byte _first;
    }
}
