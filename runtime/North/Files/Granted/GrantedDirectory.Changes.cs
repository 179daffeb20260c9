using System;

namespace LiteBox.North;

/// <content>
/// What changes the host's directory. The host makes the checks; EROFS comes first. Each member asks for the capability
/// itself, so that without it none of the host's calls are compiled.
/// </content>
public sealed partial class GrantedDirectory
{
    /// <summary>Makes a regular file, with its handle open. EEXIST when the host has made one meanwhile.</summary>
    public Errno CreateFile(ReadOnlySpan<byte> name, uint mode, out GrantedFile? file)
    {
        file = null;
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = Acquire(out int handle);
        if (error != Errno.None)
            return error;
        Result made = HostDirectories.CreateFile(handle, name, mode);
        if (made.Failed)
            return made.Error;
        error = HostDirectories.GetStatus((int)made.Value, out HostStatus status);
        if (error != Errno.None)
        {
            HostDirectories.Close((int)made.Value);
            return error;
        }

        file = new GrantedFile(Granted, Granted.NumberOf(status), status);
        file.Created(this, name, status, (int)made.Value);
        return Errno.None;
    }

    /// <summary>Makes a directory.</summary>
    public Errno CreateDirectory(ReadOnlySpan<byte> name, uint mode)
    {
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = Acquire(out int handle);
        return error != Errno.None ? error : HostDirectories.CreateDirectory(handle, name, mode);
    }

    /// <summary>Makes a symbolic link.</summary>
    public Errno CreateSymbolicLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = Acquire(out int handle);
        return error != Errno.None ? error : HostDirectories.CreateSymbolicLink(handle, name, target);
    }

    /// <summary>Gives a file of the same file system another name, here. EPERM for what has no contents of its own.</summary>
    public Errno Link(ReadOnlySpan<byte> name, Inode inode)
    {
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        if (inode is not GrantedFile file)
            return Errno.EPERM;
        Errno error = Acquire(out int handle);
        if (error != Errno.None)
            return error;
        error = file.Folder.Acquire(out int from);
        if (error == Errno.None)
            error = Acquire(out handle);
        return error != Errno.None ? error : HostDirectories.Link(from, file.Name, handle, name);
    }

    /// <summary>Removes a name of a file.</summary>
    public Errno RemoveFile(ReadOnlySpan<byte> name)
    {
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = Acquire(out int handle);
        return error != Errno.None ? error : HostDirectories.RemoveFile(handle, name);
    }

    /// <summary>Removes an empty directory.</summary>
    public Errno RemoveDirectory(ReadOnlySpan<byte> name, DirectoryInode directory)
    {
        if (!Capability.WritableHostDirectories || Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = Acquire(out int handle);
        if (error == Errno.None)
            error = HostDirectories.RemoveDirectory(handle, name);
        if (error == Errno.None)
            Granted.Forget((GrantedDirectory)directory);
        return error;
    }

    /// <summary>Moves what a walk found in a directory of the same file system.</summary>
    public static Errno Rename(in Walked from, in Walked to, uint flags)
    {
        GrantedDirectory source = (GrantedDirectory)from.Parent, target = (GrantedDirectory)to.Parent;
        if (!Capability.WritableHostDirectories || source.Granted.IsReadOnly)
            return Errno.EROFS;
        Errno error = source.Acquire(out _);
        if (error == Errno.None)
            error = target.Acquire(out _);
        if (error != Errno.None)
            return error;

        // Opening the one may have closed the other; the two used last stay.
        error = source.Acquire(out int fromHandle);
        if (error == Errno.None)
            error = target.Acquire(out int toHandle) is var failed && failed != Errno.None
                ? failed
                : HostDirectories.Rename(fromHandle, from.Name, toHandle, to.Name, flags);
        if (error != Errno.None)
            return error;

        // Two names of one file: nothing has moved.
        if (to.Found is not null && to.Found.Number == from.Found!.Number)
            return Errno.None;
        if ((flags & FileCalls.RenameExchange) != 0)
            Settle(to.Found, source, from.Name);
        else if (to.Found is GrantedDirectory replaced)
            source.Granted.Forget(replaced);
        Settle(from.Found, target, to.Name);
        return Errno.None;
    }

    /// <summary>Notes where an inode stands after a move.</summary>
    private static void Settle(Inode? inode, GrantedDirectory folder, ReadOnlySpan<byte> name)
    {
        if (inode is GrantedDirectory directory)
            directory.MoveTo(folder, name);
        else if (inode is GrantedFile file)
            file.Move(folder, name);
    }
}
