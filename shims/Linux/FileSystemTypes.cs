using System;

namespace LiteBox.Shim.Linux;

/// <summary>sysfs(2): what programs of old asked about file systems.</summary>
internal static class FileSystemTypes
{
    private const int Count = 4;

    /// <summary>sysfs(2): the names of types and their numbers.</summary>
    [Syscall(139, "sysfs")]
    public static Result List(Thread thread, int option, ulong first, ulong second)
    {
        const int NumberOf = 1, NameOf = 2, CountAll = 3;
        const int LongestName = 64;
        switch (option)
        {
            case NumberOf:
                Span<byte> name = stackalloc byte[LongestName];
                Result length = Guest.ReadString(first, name);
                if (length.Failed)
                    return length.Error == Errno.EFAULT ? Errno.EFAULT : Errno.EINVAL;
                for (int i = 0; i < Count; i++)
                    if (name[..(int)length.Value].SequenceEqual(Name(i)))
                        return i;
                return Errno.EINVAL;
            case NameOf:
                if (first >= Count)
                    return Errno.EINVAL;
                ReadOnlySpan<byte> found = Name((int)first);
                Errno error = Guest.WriteBytes(second, found);
                return error == Errno.None ? Guest.Write(second + (ulong)found.Length, (byte)0) : error;
            case CountAll:
                return Count;
            default:
                return Errno.EINVAL;
        }
    }

    // As /proc/filesystems lists them.
    private static ReadOnlySpan<byte> Name(int number) => number switch
    {
        0 => "sysfs"u8,
        1 => "tmpfs"u8,
        2 => "proc"u8,
        _ => "erofs"u8,
    };
}
