using System;

namespace LiteBox.South;

/// <summary>
/// Host directories on Linux: a handle is a descriptor, and every call is relative to one that a grant led to, by one step
/// that no symbolic link can bend. Landlock (<see cref="Landlock"/>) is the second wall behind that.
/// </summary>
public readonly unsafe partial struct HostDirectories : IHostDirectories
{
    private const int MostNameBytes = 255;

    // The flags of HostFiles.OpenWrite, and of HostFiles.GetStatus.
    private const uint WriteOnly = 0xA_0901, ReadAndWrite = 0xA_0902, OfName = 0x100, OfHandle = 0x1000;

    /// <inheritdoc/>
    public static Result OpenDirectory(int directory, ReadOnlySpan<byte> name)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        if (!TryTerminate(name, text))
        {
            return Errno.EINVAL;
        }

        nint opened = HostFiles.OpenDirectory((uint)directory, text);
        return (long)(opened == -(nint)Errno.EACCES ? HostFiles.OpenPassage((uint)directory, text) : opened);
    }

    /// <inheritdoc/>
    public static Result OpenFile(int directory, ReadOnlySpan<byte> name, HostAccess access)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        if (!TryTerminate(name, text))
        {
            return Errno.EINVAL;
        }

        if (access == HostAccess.Read)
        {
            return (long)HostFiles.OpenRead((uint)directory, text);
        }

        return Capability.WritableHostDirectories
            ? (long)HostFiles.OpenWrite((uint)directory, text, access == HostAccess.Write ? WriteOnly : ReadAndWrite)
            : Errno.EROFS;
    }

    /// <inheritdoc/>
    public static void Close(int handle) => HostFiles.Close((uint)handle);

    /// <inheritdoc/>
    public static Errno GetStatus(int directory, ReadOnlySpan<byte> name, out HostStatus status)
    {
        status = default;
        byte* text = stackalloc byte[MostNameBytes + 1];
        return TryTerminate(name, text) ? GetStatus(directory, text, OfName, out status) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static Errno GetStatus(int handle, out HostStatus status)
    {
        byte empty = 0;
        return GetStatus(handle, &empty, OfHandle, out status);
    }

    /// <inheritdoc/>
    public static Errno GetSpace(int handle, out HostSpace space)
    {
        FileSystemStatus status = default;
        Errno error = ToErrno(HostFiles.GetSystemStatus((uint)handle, &status));
        space = new HostSpace
        {
            BlockSize = status.BlockSize,
            Blocks = status.Blocks,
            FreeBlocks = status.FreeBlocks,
            AvailableBlocks = status.AvailableBlocks,
            Files = status.Files,
            FreeFiles = status.FreeFiles,
        };
        return error;
    }

    /// <inheritdoc/>
    public static Result ReadEntries(int directory, bool fromStart, Span<byte> entries)
    {
        if (fromStart)
        {
            nint moved = HostFiles.SeekToStart((uint)directory);
            if (moved < 0)
            {
                // A directory that may only be passed through.
                return moved == -(nint)Errno.EBADF ? Errno.EACCES : ToErrno(moved);
            }
        }

        fixed (byte* buffer = entries)
        {
            return (long)HostFiles.ReadEntries((uint)directory, buffer, (uint)entries.Length);
        }
    }

    /// <inheritdoc/>
    public static Result ReadLink(int directory, ReadOnlySpan<byte> name, Span<byte> target)
    {
        byte* text = stackalloc byte[MostNameBytes + 1];
        if (!TryTerminate(name, text))
        {
            return Errno.EINVAL;
        }

        fixed (byte* buffer = target)
        {
            return (long)HostFiles.ReadLink((uint)directory, text, buffer, (nuint)target.Length);
        }
    }

    /// <inheritdoc/>
    public static Result Read(int file, Span<byte> destination, ulong offset)
    {
        fixed (byte* buffer = destination)
        {
            return (long)HostFiles.Read((uint)file, buffer, (nuint)destination.Length, offset);
        }
    }

    private static Errno GetStatus(int handle, byte* name, uint flags, out HostStatus status)
    {
        ExtendedStatus found = default;
        Errno error = ToErrno(HostFiles.GetStatus((uint)handle, name, flags, &found));
        status = new HostStatus
        {
            Device = ((ulong)found.DeviceMajor << 32) | found.DeviceMinor,
            Inode = found.Inode,
            Mode = found.Mode,
            Links = found.Links,
            IsOwnUser = found.User == User,
            IsOwnGroup = found.Group == Group,
            Size = found.Size,
            Blocks = found.Blocks,
            AccessedAt = found.AccessedAt.ToNanoseconds(),
            ModifiedAt = found.ModifiedAt.ToNanoseconds(),
            ChangedAt = found.ChangedAt.ToNanoseconds(),
            BornAt = found.BornAt.ToNanoseconds(),
        };
        return error;
    }

    /// <summary>Copies a name with a zero behind it; false for what is no single step of a path.</summary>
    private static bool TryTerminate(ReadOnlySpan<byte> name, byte* text)
    {
        if (name.Length is 0 or > MostNameBytes || name.IndexOf((byte)'/') >= 0 || name.IndexOf((byte)0) >= 0)
        {
            return false;
        }

        if (name[0] == (byte)'.' && (name.Length == 1 || (name.Length == 2 && name[1] == (byte)'.')))
        {
            return false;
        }

        name.CopyTo(new Span<byte>(text, name.Length));
        text[name.Length] = 0;
        return true;
    }

    private static Errno ToErrno(nint result) => result < 0 ? (Errno)(int)-result : Errno.None;
}
