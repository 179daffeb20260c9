using System;

namespace LiteBox;

/// <summary>A directory that is read, entry by entry (opendir(3)). It needs no closing.</summary>
public sealed class Directory
{
    private readonly North.DirectoryInode? _inode;
    private ulong _position;

    private Directory(North.DirectoryInode? inode) => _inode = inode;

    /// <summary>Opens a directory.</summary>
    public static Errno Open(ReadOnlySpan<byte> path, out Directory directory)
    {
        Errno error = North.Paths.FindDirectory(Current.Thread, Current.Process.WorkingDirectory, path, out North.DirectoryInode? inode);
        directory = new Directory(inode);
        return error;
    }

    /// <summary>The next entry, '.' and '..' first (readdir(3)). False at the end, and for a directory that could not be opened.</summary>
    public bool Read(out DirectoryEntry entry)
    {
        entry = default;
        if (_inode is null || !_inode.TryRead(Current.Thread, _position, out North.DirectoryEntry next))
            return false;
        _position = next.Position;
        entry = new DirectoryEntry(next);
        return true;
    }

    /// <summary>Starts over (rewinddir(3)).</summary>
    public void Rewind() => _position = 0;
}
