using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// A directory of the host that the policy grants, mounted in the guest's tree. The guest's own walk resolves every path, so
/// '..' and the targets of symbolic links mean places of the guest, and the host is only asked about one name in one
/// directory. The host may change what is there at any time: nothing is believed for longer than a call but which inode is
/// which. Calls are made under the lock; only a wait for the disk gives it up.
/// </summary>
public sealed class GrantedFileSystem : FileSystem
{
    /// <summary>Owner of files that are not those of the user who runs the sandbox, as in a user namespace.</summary>
    private const uint Nobody = 65_534;

    private const int MostHandles = 64;

    private readonly bool _writable;
    private readonly ulong _hostDevice;

    // A directory that was met keeps its identity: others hold it as their parent. A file does while it is open.
    private readonly Dictionary<ulong, GrantedDirectory> _directories = new();
    private readonly Dictionary<ulong, GrantedFile> _openFiles = new();

    // Directories whose handle is open, in the order of a clock: one that was used since the hand came by stays.
    private readonly GrantedDirectory?[] _handleHolders = new GrantedDirectory?[MostHandles];
    private int _hand;

    private GrantedFileSystem(bool writable, int root, in HostStatus status)
        : base(NinePMagic)
    {
        _writable = Capability.WritableHostDirectories && writable;
        _hostDevice = status.Device;
        Root = new GrantedDirectory(this, root, status);
        _directories.Add(Root.Number, Root);
    }

    /// <summary>All that are mounted.</summary>
    public static List<GrantedFileSystem> All { get; } = new();

    /// <summary>Where bytes lie on their way between the host and guest memory. The lock guards it.</summary>
    public static byte[] Buffer { get; } = new byte[64 << 10];

    /// <summary>The granted directory itself.</summary>
    public GrantedDirectory Root { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly => !_writable;

    /// <summary>
    /// Mounts what the policy grants; directories that are missing on the way to the mount point are made. Errors of the
    /// host, and of a guest path that leads to no directory; EBUSY when something is mounted there.
    /// </summary>
    public static Errno Mount(Thread thread, Mount mount)
    {
        DirectoryInode top = thread.Process.RootDirectory;
        for (int i = 1; i <= mount.GuestPath.Length; i++)
        {
            if (i != mount.GuestPath.Length && mount.GuestPath[i] != (byte)'/')
                continue;
            Errno made = FileCalls.MakeDirectory(thread, top, new ReadOnlySpan<byte>(mount.GuestPath, 0, i), 0x1ED);
            if (made is not (Errno.None or Errno.EEXIST))
                return made;
        }

        Errno error = Paths.FindDirectory(thread, top, mount.GuestPath, out DirectoryInode? point);
        if (error != Errno.None)
            return error;
        if (point!.IsRoot)
            return Errno.EBUSY;
        Result handle = HostDirectories.Grant(mount.HostPath, mount.Writable);
        if (handle.Failed)
            return handle.Error;
        error = HostDirectories.GetStatus((int)handle.Value, out HostStatus status);
        if (error != Errno.None)
            return error;
        GrantedFileSystem system = new(mount.Writable, (int)handle.Value, status);
        RootTree.Mount(point, system.Root);
        All.Add(system);
        return Errno.None;
    }

    /// <summary>st_ino: that of the host. Where another file system is mounted in the directory, its numbers are kept apart.</summary>
    public ulong NumberOf(in HostStatus status) =>
        status.Device == _hostDevice ? status.Inode : status.Inode ^ ((status.Device ^ _hostDevice) * 0x9E37_79B9_7F4A_7C15);

    /// <summary>Takes over what the host says.</summary>
    public static void Apply(Inode inode, in HostStatus status)
    {
        inode.Mode = (inode.Mode & FileType.Mask) | (status.Mode & FileType.Permissions);
        inode.Links = status.Links;
        inode.User = status.IsOwnUser ? 0 : Nobody;
        inode.Group = status.IsOwnGroup ? 0 : Nobody;
        inode.AccessedAt = status.AccessedAt;
        inode.ModifiedAt = status.ModifiedAt;
        inode.ChangedAt = status.ChangedAt;
    }

    /// <summary>The inode that the host has under a name. ESTALE when that would put a directory into itself.</summary>
    public Errno Meet(GrantedDirectory folder, ReadOnlySpan<byte> name, in HostStatus status, out Inode? inode)
    {
        inode = null;
        ulong number = NumberOf(status);
        switch (status.Mode & FileType.Mask)
        {
            case FileType.Directory:
                if (!_directories.TryGetValue(number, out GrantedDirectory? directory))
                {
                    directory = new GrantedDirectory(this, number, status, folder, name);
                    _directories.Add(number, directory);
                }
                else if (directory.Parent != folder || !name.SequenceEqual(directory.Name))
                {
                    // Moved by the host, or mounted a second time within itself.
                    if (folder.IsWithin(directory))
                        return Errno.ESTALE;
                    directory.MoveTo(folder, name);
                }

                inode = directory;
                break;
            case FileType.Regular:
                if (!_openFiles.TryGetValue(number, out GrantedFile? file))
                    file = new GrantedFile(this, number, status);
                file.Found(folder, name, status);
                inode = file;
                break;
            case FileType.SymbolicLink:
                inode = new GrantedLink(this, number, status, folder, name);
                break;
            default:
                inode = new GrantedNode(this, number, status, folder, name);
                break;
        }

        return Errno.None;
    }

    /// <summary>An opened file keeps its identity from here on.</summary>
    public void Keep(GrantedFile file) => _openFiles.TryAdd(file.Number, file);

    /// <summary>A file that nobody has open any more.</summary>
    public void Forget(GrantedFile file)
    {
        if (_openFiles.TryGetValue(file.Number, out GrantedFile? kept) && kept == file)
            _openFiles.Remove(file.Number);
    }

    /// <summary>A directory that was removed.</summary>
    public void Forget(GrantedDirectory directory)
    {
        directory.MarkRemoved();
        _directories.Remove(directory.Number);
        for (int i = 0; i < _handleHolders.Length; i++)
        {
            if (_handleHolders[i] == directory)
                _handleHolders[i] = null;
        }

        directory.CloseHandle();
    }

    /// <summary>A directory has opened its handle: the one not used for longest closes its own.</summary>
    public void Hold(GrantedDirectory directory)
    {
        while (_handleHolders[_hand] is { WasUsed: true } used)
        {
            used.WasUsed = false;
            _hand = (_hand + 1) % MostHandles;
        }

        _handleHolders[_hand]?.CloseHandle();
        _handleHolders[_hand] = directory;
        _hand = (_hand + 1) % MostHandles;
    }

    /// <summary>Sets permissions; set-user-ID and its like never reach the host.</summary>
    public Errno SetMode(Inode inode, uint mode)
    {
        if (!Capability.WritableHostDirectories || IsReadOnly)
            return Errno.EROFS;
        Errno error = Locate(inode, out int handle, out byte[]? name);
        if (error != Errno.None)
            return error;
        mode &= FileType.Permissions & ~(FileType.SetUser | FileType.SetGroup | FileType.Sticky);
        return name is null ? HostDirectories.SetMode(handle, mode) : HostDirectories.SetMode(handle, name, mode);
    }

    /// <summary>Sets the owner, which stays who it is: nobody may give files of the host away. EPERM.</summary>
    public Errno SetOwner(Inode inode, uint user, uint group)
    {
        if (!Capability.WritableHostDirectories || IsReadOnly)
            return Errno.EROFS;
        bool same = (user == uint.MaxValue || user == inode.User) && (group == uint.MaxValue || group == inode.Group);
        return same ? Errno.None : Errno.EPERM;
    }

    /// <summary>Sets the times, as <see cref="FileCalls.SetTimes"/> has them.</summary>
    public Errno SetTimes(Inode inode, long accessedAt, long modifiedAt)
    {
        if (!Capability.WritableHostDirectories || IsReadOnly)
            return Errno.EROFS;
        Errno error = Locate(inode, out int handle, out byte[]? name);
        if (error != Errno.None)
            return error;
        accessedAt = ToHost(accessedAt);
        modifiedAt = ToHost(modifiedAt);
        return name is null ? HostDirectories.SetTimes(handle, accessedAt, modifiedAt) : HostDirectories.SetTimes(handle, name, accessedAt, modifiedAt);
    }

    /// <summary>fsync(2): waits for the disk, without the lock.</summary>
    public Errno Synchronize(Thread thread, OpenFile file, bool dataOnly)
    {
        if (!Capability.WritableHostDirectories || IsReadOnly)
            return Errno.None;
        Errno error = Locate(file.Node, out int handle, out byte[]? name);
        if (error != Errno.None || name is not null)
            return error;

        // Another thread may close the descriptor meanwhile, but not the file. The handle of a directory could close.
        if (file is not GrantedOpenFile || !thread.BeginHostCall())
            return HostDirectories.Synchronize(handle, dataOnly);
        file.Retain();
        error = HostDirectories.Synchronize(handle, dataOnly);
        thread.EndHostCall();
        file.Release();
        return error;
    }

    /// <summary>The room that the host has there.</summary>
    public Errno GetSpace(out HostSpace space)
    {
        space = default;
        Errno error = Root.Acquire(out int handle);
        return error != Errno.None ? error : HostDirectories.GetSpace(handle, out space);
    }

    /// <summary>What the host can name an inode by: a handle of its own, or its directory's and a name.</summary>
    private static Errno Locate(Inode inode, out int handle, out byte[]? name)
    {
        name = null;
        switch (inode)
        {
            case GrantedDirectory directory:
                return directory.Acquire(out handle);
            case GrantedFile { Handle: >= 0 } file:
                handle = file.Handle;
                return Errno.None;
            case GrantedFile file:
                name = file.Name;
                return file.Folder.Acquire(out handle);
            case GrantedLink link:
                name = link.Name;
                return link.Folder.Acquire(out handle);
            default:
                GrantedNode node = (GrantedNode)inode;
                name = node.Name;
                return node.Folder.Acquire(out handle);
        }
    }

    private static long ToHost(long time) => time switch
    {
        FileCalls.TimeNow => Clock.Realtime,
        FileCalls.TimeOmit => long.MinValue,
        _ => time,
    };
}
