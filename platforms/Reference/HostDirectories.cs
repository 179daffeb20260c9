using System;

namespace LiteBox.South;

/// <summary>
/// The platform has no host directories to grant: every member fails with ENOSYS. Compiled into each South of that kind,
/// and the bodies that the layers above are compiled against.
/// </summary>
public readonly struct HostDirectories : IHostDirectories
{
    /// <inheritdoc/>
    public static Result Grant(ReadOnlySpan<byte> path, bool writable) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result OpenDirectory(int directory, ReadOnlySpan<byte> name) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result OpenFile(int directory, ReadOnlySpan<byte> name, HostAccess access) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static void Close(int handle)
    {
        // There are no handles.
    }

    /// <inheritdoc/>
    public static Errno GetStatus(int directory, ReadOnlySpan<byte> name, out HostStatus status)
    {
        status = default;
        return Errno.ENOSYS;
    }

    /// <inheritdoc/>
    public static Errno GetStatus(int handle, out HostStatus status)
    {
        status = default;
        return Errno.ENOSYS;
    }

    /// <inheritdoc/>
    public static Errno GetSpace(int handle, out HostSpace space)
    {
        space = default;
        return Errno.ENOSYS;
    }

    /// <inheritdoc/>
    public static Result ReadEntries(int directory, bool fromStart, Span<byte> entries) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result ReadLink(int directory, ReadOnlySpan<byte> name, Span<byte> target) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Read(int file, Span<byte> destination, ulong offset) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Map(int file, ulong address, ulong length, PageProtection protection, ulong offset) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno MapShared(int file, ulong address, ulong length, PageProtection protection, ulong offset) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Lock(int file, HostLock kind, ulong start, ulong end) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno FindLock(int file, ref HostLock kind, ref ulong start, ref ulong end) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno LockWhole(int file, HostLock kind) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result CreateFile(int directory, ReadOnlySpan<byte> name, uint mode) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Write(int file, ReadOnlySpan<byte> source, ulong offset) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Append(int file, ReadOnlySpan<byte> source) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetSize(int file, ulong size) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Synchronize(int handle, bool dataOnly) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno CreateDirectory(int directory, ReadOnlySpan<byte> name, uint mode) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno CreateSymbolicLink(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Link(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno RemoveFile(int directory, ReadOnlySpan<byte> name) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno RemoveDirectory(int directory, ReadOnlySpan<byte> name) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Rename(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName, uint flags) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetMode(int directory, ReadOnlySpan<byte> name, uint mode) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetMode(int file, uint mode) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetTimes(int directory, ReadOnlySpan<byte> name, long accessedAt, long modifiedAt) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetTimes(int handle, long accessedAt, long modifiedAt) => Errno.ENOSYS;
}
