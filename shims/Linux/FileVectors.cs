using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Lists of ranges in guest memory (struct iovec).</summary>
internal static class FileVectors
{
    /// <summary>Bytes that one call moves at most (MAX_RW_COUNT).</summary>
    internal const ulong MaxCount = 0x7FFF_F000;

    /// <summary>Ranges that a caller keeps on its stack.</summary>
    internal const int FewCount = 8;

    private const int MaxVectors = 1024;

    /// <summary>Reads the list, into <paramref name="few"/> where it fits. EINVAL for too many or a negative length; EFAULT, for a range outside the guest too.</summary>
    internal static Errno Read(ulong address, ulong count, Span<GuestVector> few, out ReadOnlySpan<GuestVector> ranges)
    {
        ranges = default;
        if (count > MaxVectors)
            return Errno.EINVAL;
        Span<GuestVector> all = count <= (ulong)few.Length ? few[..(int)count] : new GuestVector[(int)count];
        Errno error = Guest.ReadBytes(address, MemoryMarshal.AsBytes(all));
        if (error != Errno.None)
            return error;
        foreach (ref readonly GuestVector range in all)
        {
            if (range.Length > long.MaxValue)
                return Errno.EINVAL;
        }

        ulong total = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (!Guest.CanHold(all[i].Address, all[i].Length))
                return Errno.EFAULT;

            // What lies beyond the most that a call moves is cut off, so that the sum cannot overflow.
            all[i].Length = ulong.Min(all[i].Length, MaxCount - total);
            total += all[i].Length;
        }

        ranges = all;
        return Errno.None;
    }
}
