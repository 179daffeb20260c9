using System;

namespace LiteBox.South;

/// <summary>
/// Directories of the host that the policy grants: an optional part of the contract. A platform implements it as
/// <c>readonly struct HostDirectories : IHostDirectories</c>; where it cannot, every member fails with ENOSYS
/// (<c>platforms/Reference/HostDirectories.cs</c>).
/// <para>
/// A handle is a number that only the platform understands; the guest never sees one. A name is one step of a path: 1 to
/// 255 bytes without '/' and zero, neither '.' nor '..'; any other is EINVAL. No member follows a symbolic link, so
/// nothing outside of a granted directory can be reached. Errors are those of the host. The members from
/// <see cref="CreateFile"/> on change the host's files, and a bundle whose grants are all read-only is compiled without them.
/// </para>
/// </summary>
public interface IHostDirectories
{
    /// <summary>
    /// Opens a directory by its path on the host, and lets what lies beneath it through the host's own access control.
    /// Only before <see cref="ISouth.Seal"/>, which closes the list.
    /// </summary>
    static abstract Result Grant(ReadOnlySpan<byte> path, bool writable);

    /// <summary>Opens a directory. ENOTDIR for anything else.</summary>
    static abstract Result OpenDirectory(int directory, ReadOnlySpan<byte> name);

    /// <summary>Opens a file that is there. ELOOP for a symbolic link.</summary>
    static abstract Result OpenFile(int directory, ReadOnlySpan<byte> name, HostAccess access);

    /// <summary>Closes a handle.</summary>
    static abstract void Close(int handle);

    /// <summary>What is known about a name; of a symbolic link itself.</summary>
    static abstract Errno GetStatus(int directory, ReadOnlySpan<byte> name, out HostStatus status);

    /// <summary>What is known about an open file or directory.</summary>
    static abstract Errno GetStatus(int handle, out HostStatus status);

    /// <summary>The room of the file system that an open file or directory lies in.</summary>
    static abstract Errno GetSpace(int handle, out HostSpace space);

    /// <summary>
    /// Reads entries of a directory, from the first on or where the last call stopped, as <c>struct linux_dirent64</c>
    /// (getdents64(2)). Gives the number of bytes, 0 at the end.
    /// </summary>
    static abstract Result ReadEntries(int directory, bool fromStart, Span<byte> entries);

    /// <summary>Reads where a symbolic link leads; gives the number of bytes.</summary>
    static abstract Result ReadLink(int directory, ReadOnlySpan<byte> name, Span<byte> target);

    /// <summary>Reads from a place of a file; may read less, 0 is the end.</summary>
    static abstract Result Read(int file, Span<byte> destination, ulong offset);

    /// <summary>
    /// Maps a private, copy-on-write view of a file into guest memory, in place of whatever was there. Pages past the end of
    /// the file have no content: touching them is a fault.
    /// </summary>
    static abstract Errno Map(int file, ulong address, ulong length, PageProtection protection, ulong offset);

    /// <summary>
    /// Maps a file into guest memory, in place of whatever was there: what is written is in the file, and everyone on the
    /// host who maps or reads it sees it. Touching pages past the end of the file is a fault. Asked only with
    /// <see cref="Capability.SharedMemory"/>.
    /// </summary>
    static abstract Errno MapShared(int file, ulong address, ulong length, PageProtection protection, ulong offset);

    /// <summary>
    /// Takes, changes or gives up the handle's record lock on a range, against others on the host; an end of
    /// <see cref="ulong.MaxValue"/> is that of any file. The handle may be read for a shared lock, written for an exclusive one.
    /// EAGAIN when another has a lock there. Closing the handle gives its locks up.
    /// </summary>
    static abstract Errno Lock(int file, HostLock kind, ulong start, ulong end);

    /// <summary>
    /// Looks for a lock that stands in the way of one in a range. Gives its kind and range, or <see cref="HostLock.None"/>.
    /// </summary>
    static abstract Errno FindLock(int file, ref HostLock kind, ref ulong start, ref ulong end);

    /// <summary>As <see cref="Lock"/>, of flock(2): on the whole file, apart from record locks.</summary>
    static abstract Errno LockWhole(int file, HostLock kind);

    /// <summary>Makes a regular file and opens it for reading and writing. EEXIST when the name is taken.</summary>
    static abstract Result CreateFile(int directory, ReadOnlySpan<byte> name, uint mode);

    /// <summary>Writes to a place of a file; may write less.</summary>
    static abstract Result Write(int file, ReadOnlySpan<byte> source, ulong offset);

    /// <summary>Writes to the end of a file, wherever that is at the time; may write less.</summary>
    static abstract Result Append(int file, ReadOnlySpan<byte> source);

    /// <summary>Sets the size of a file.</summary>
    static abstract Errno SetSize(int file, ulong size);

    /// <summary>Waits until a file, or a directory, is on the disk.</summary>
    static abstract Errno Synchronize(int handle, bool dataOnly);

    /// <summary>Makes a directory.</summary>
    static abstract Errno CreateDirectory(int directory, ReadOnlySpan<byte> name, uint mode);

    /// <summary>Makes a symbolic link with any target.</summary>
    static abstract Errno CreateSymbolicLink(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target);

    /// <summary>Gives a file another name.</summary>
    static abstract Errno Link(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName);

    /// <summary>Removes a name of a file.</summary>
    static abstract Errno RemoveFile(int directory, ReadOnlySpan<byte> name);

    /// <summary>Removes an empty directory.</summary>
    static abstract Errno RemoveDirectory(int directory, ReadOnlySpan<byte> name);

    /// <summary>Moves a name (renameat2(2)); the flags are RENAME_NOREPLACE 1 or RENAME_EXCHANGE 2.</summary>
    static abstract Errno Rename(int oldDirectory, ReadOnlySpan<byte> oldName, int newDirectory, ReadOnlySpan<byte> newName, uint flags);

    /// <summary>Sets the permissions (the lower nine bits) of what a name names, of nothing a symbolic link leads to.</summary>
    static abstract Errno SetMode(int directory, ReadOnlySpan<byte> name, uint mode);

    /// <summary>Sets the permissions of an open file.</summary>
    static abstract Errno SetMode(int file, uint mode);

    /// <summary>Sets the times of what a name names, nanoseconds since 1970; long.MinValue: leave as it is.</summary>
    static abstract Errno SetTimes(int directory, ReadOnlySpan<byte> name, long accessedAt, long modifiedAt);

    /// <summary>Sets the times of an open file or directory.</summary>
    static abstract Errno SetTimes(int handle, long accessedAt, long modifiedAt);
}
