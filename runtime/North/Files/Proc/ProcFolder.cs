using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A directory of /proc or /sys whose entries are known beforehand.</summary>
internal class ProcFolder : DirectoryInode
{
    private readonly List<Entry> _entries = new();

    public ProcFolder(FileSystem system, DirectoryInode? parent, ReadOnlySpan<byte> name, ulong number = 0)
        : base(system, number != 0 ? number : system.NewNumber(), 0x16D, Clock.Realtime, parent, name)
    {
    }

    private readonly struct Entry(byte[] name, Inode inode)
    {
        public readonly byte[] Name = name;
        public readonly Inode Inode = inode;
    }

    /// <summary>Positions of entries start here; a class above may use higher ones.</summary>
    protected const ulong FirstPosition = ParentPosition + 1;

    /// <summary>Number of fixed entries.</summary>
    protected int EntryCount => _entries.Count;

    /// <summary>Adds an entry.</summary>
    public void Add(ReadOnlySpan<byte> name, Inode inode)
    {
        _entries.Add(new Entry(name.ToArray(), inode));
        if (inode.IsDirectory)
            Links++;
    }

    /// <summary>Adds files with the names of a list, separated by spaces: the first of a kind, and so on.</summary>
    public void AddFiles(ReadOnlySpan<byte> names, ProcKind first)
    {
        while (true)
        {
            int end = names.IndexOf((byte)' ');
            Add(end < 0 ? names : names[..end], NewFile(first++));
            if (end < 0)
                return;
            names = names[(end + 1)..];
        }
    }

    /// <summary>Makes a file of this directory.</summary>
    protected virtual Inode NewFile(ProcKind kind) => new ProcFile(System, System.NewNumber(), kind, 0, 0, 0x124);

    /// <summary>Adds a directory.</summary>
    public ProcFolder AddFolder(ReadOnlySpan<byte> name)
    {
        ProcFolder folder = new(System, this, name);
        Add(name, folder);
        return folder;
    }

    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = null;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (name.SequenceEqual(_entries[i].Name))
            {
                inode = _entries[i].Inode;
                return Errno.None;
            }
        }

        return Errno.ENOENT;
    }

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        entry = default;
        ulong index = position < FirstPosition ? 0 : position - FirstPosition + 1;
        if (index >= (ulong)_entries.Count)
            return false;
        Entry found = _entries[(int)index];
        entry.Name = found.Name;
        entry.Inode = found.Inode.Number;
        entry.Position = FirstPosition + index;
        entry.Type = FileType.EntryType(found.Inode.Mode);
        return true;
    }
}
