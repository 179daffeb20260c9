using System;

namespace LiteBox.South;

/// <content>What changes the host's files.</content>
public readonly unsafe partial struct HostDirectories
{
    private const int MostTargetBytes = 4095;
    private const uint DirectoryOnly = 0x200;

    /// <inheritdoc/>
    public static Result CreateFile(int directory, ReadOnlySpan<byte> name, uint mode)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(name, text) ? (long)HostFiles.Create((uint)directory, text, mode & 0x1FF) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Result Write(int file, ReadOnlySpan<byte> source, ulong offset)
    {
        fixed (byte* buffer = source)
        {
            return (long)HostFiles.Write((uint)file, buffer, (nuint)source.Length, offset);
        }
    }

    /// <inheritdoc/>
    public static Result Append(int file, ReadOnlySpan<byte> source)
    {
        fixed (byte* buffer = source)
        {
            FileVector vector = new() { Start = buffer, Length = (nuint)source.Length };
            return (long)HostFiles.Append((uint)file, &vector);
        }
    }

    /// <inheritdoc/>
    public static Errno SetSize(int file, ulong size) => ToErrno(HostFiles.SetSize((uint)file, size));

    /// <inheritdoc/>
    public static Errno Synchronize(int handle, bool dataOnly) =>
        ToErrno(dataOnly ? HostFiles.SynchronizeData((uint)handle) : HostFiles.Synchronize((uint)handle));

    /// <inheritdoc/>
    public static Errno CreateDirectory(int directory, ReadOnlySpan<byte> name, uint mode)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(name, text) ? ToErrno(HostFiles.CreateDirectory((uint)directory, text, mode & 0x1FF)) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno CreateSymbolicLink(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        if (target.Length is 0 or > MostTargetBytes || target.IndexOf((byte)0) >= 0)
        {
            return Errno.EINVAL;
        }

        byte* text = stackalloc byte[MostNameBytes + 1], path = stackalloc byte[MostTargetBytes + 1];
        target.CopyTo(new Span<byte>(path, target.Length));
        path[target.Length] = 0;
        return TryTerminate(name, text) ? ToErrno(HostFiles.CreateSymbolicLink(path, (uint)directory, text)) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno Link(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName)
    {
        byte* oldText = stackalloc byte[MostNameBytes + 1], newText = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(oldName, oldText) && TryTerminate(newName, newText)
            ? ToErrno(HostFiles.Link((uint)oldDirectory, oldText, (uint)newDirectory, newText))
            : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno RemoveFile(int directory, ReadOnlySpan<byte> name) => Remove(directory, name, 0);

    /// <inheritdoc/>
    public static Errno RemoveDirectory(int directory, ReadOnlySpan<byte> name) => Remove(directory, name, DirectoryOnly);

    /// <inheritdoc/>
    public static Errno Rename(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName, uint flags)
    {
        byte* oldText = stackalloc byte[MostNameBytes + 1], newText = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(oldName, oldText) && TryTerminate(newName, newText)
            ? ToErrno(HostFiles.Rename((uint)oldDirectory, oldText, (uint)newDirectory, newText, flags))
            : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno SetMode(int directory, ReadOnlySpan<byte> name, uint mode)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        if (!TryTerminate(name, text))
        {
            return Errno.EINVAL;
        }

        nint result = HostFiles.SetMode((uint)directory, text, mode & 0x1FF);
        if (result != -(nint)Errno.ENOSYS)
        {
            return ToErrno(result);
        }

        // Before Linux 6.6 only an open file can be changed without following a link that somebody has put in its place.
        nint file = HostFiles.OpenRead((uint)directory, text);
        if (file < 0)
        {
            return ToErrno(file);
        }

        result = HostFiles.SetModeOfFile((uint)file, mode & 0x1FF);
        HostFiles.Close((uint)file);
        return ToErrno(result);
    }

    /// <inheritdoc/>
    public static Errno SetMode(int file, uint mode) => ToErrno(HostFiles.SetModeOfFile((uint)file, mode & 0x1FF));

    /// <inheritdoc/>
    public static Errno SetTimes(int directory, ReadOnlySpan<byte> name, long accessedAt, long modifiedAt)
    {
        FileTimes times = new(accessedAt, modifiedAt);
        byte* text = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(name, text) ? ToErrno(HostFiles.SetTimes((uint)directory, text, &times)) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno SetTimes(int handle, long accessedAt, long modifiedAt)
    {
        FileTimes times = new(accessedAt, modifiedAt);
        return ToErrno(HostFiles.SetTimesOfFile((uint)handle, &times));
    }

    private static Errno Remove(int directory, ReadOnlySpan<byte> name, uint flags)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(name, text) ? ToErrno(HostFiles.Remove((uint)directory, text, flags)) : Errno.EINVAL;
    }
}
