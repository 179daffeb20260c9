using System;

namespace LiteBox.South;

/// <content>What only a process of its own can do: grants that Landlock enforces, and mappings.</content>
public readonly unsafe partial struct HostDirectories
{
    private static uint User => ProcessStack.EffectiveUser;

    private static uint Group => ProcessStack.EffectiveGroup;

    /// <inheritdoc/>
    public static Result Grant(ReadOnlySpan<byte> path, bool writable)
    {
        const int MostPathBytes = 4095;
        const uint ReadDirectoryCloseOnExec = 0x9_0000;
        if (path.Length > MostPathBytes || path.IndexOf((byte)0) >= 0)
        {
            return Errno.EINVAL;
        }

        byte* text = stackalloc byte[MostPathBytes + 1];
        path.CopyTo(new Span<byte>(text, path.Length));
        text[path.Length] = 0;
        nint directory = Host.Open(text, ReadDirectoryCloseOnExec);
        if (directory < 0)
        {
            return (long)directory;
        }

        if (Capability.WritableHostDirectories && writable)
        {
            // The guest's own mask has been applied when a mode gets here.
            Host.ClearCreationMask();
        }

        Errno error = Landlock.Allow((uint)directory, Capability.WritableHostDirectories && writable);
        return error != Errno.None ? error : (long)directory;
    }

    /// <inheritdoc/>
    public static Errno Map(int file, ulong address, ulong length, PageProtection protection, ulong offset)
    {
        nint result = HostFiles.Map(address, length, (uint)protection, (uint)file, offset);
        return result < 0 && result >= -4095 ? ToErrno(result) : Errno.None;
    }

    /// <inheritdoc/>
    public static Errno MapShared(int file, ulong address, ulong length, PageProtection protection, ulong offset)
    {
        nint result = HostFiles.MapShared(address, length, (uint)protection, (uint)file, offset);
        return result < 0 && result >= -4095 ? ToErrno(result) : Errno.None;
    }
}
