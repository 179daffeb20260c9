using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A directory of /proc or /sys whose entries are known beforehand.</summary>
internal partial class ProcFolder : DirectoryInode
{
    private readonly List<Entry> _entries = new();
    private bool _isUsed;
    private bool _isFilled;

    /// <summary>One that has been there since the file system has, or, with a number of its own, comes into being with a process.</summary>
    public ProcFolder(FileSystem system, DirectoryInode? parent, ReadOnlySpan<byte> name, ulong number = 0)
        : base(system, number != 0 ? number : system.NewNumber(), 0x16D, number != 0 ? Clock.Realtime : system.BornAt, parent, name)
    {
    }

    private readonly struct Entry(byte[] name, Inode inode)
    {
        public readonly byte[] Name = name;
        public readonly Inode Inode = inode;
    }

    /// <summary>Positions of entries start here; a class above may use higher ones.</summary>
    protected const ulong FirstPosition = ParentPosition + 1;

    /// <summary>Files that are made when they are first asked for.</summary>
    public ConstantList Constants { get; init; }

    /// <summary>Fills the root of a file system before it is used first: most programs use neither /proc nor /sys.</summary>
    public Action<ProcFolder>? FillAtFirstUse { get; init; }

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
    public ProcFolder AddFolder(ReadOnlySpan<byte> name, ConstantList constants = ConstantList.None)
    {
        ProcFolder folder = new(System, this, name) { Constants = constants };
        Add(name, folder);
        return folder;
    }

    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = Find(name);
        if (Capability.SystemFiles && inode is null && !_isFilled)
        {
            FillOnce();
            inode = Find(name);
        }

        return inode is null ? Errno.ENOENT : Errno.None;
    }

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        if (Capability.SystemFiles)
            FillOnce();
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

    /// <summary>Adds what is rarely asked for: called when a name is not among the others, and before a listing.</summary>
    protected virtual void Fill() => AddConstants(ProcConstants.Of(Constants));

    /// <summary>Adds what is rarely asked for, if it is not there yet.</summary>
    private void FillOnce()
    {
        if (_isFilled)
            return;
        _isFilled = true;
        // The list of a directory above may have files for this one.
        if (!IsRoot && Parent is ProcFolder above)
            above.FillOnce();
        Fill();
    }

    protected override void BecomeUsed()
    {
        if (_isUsed)
            return;
        _isUsed = true;
        FillAtFirstUse?.Invoke(this);
    }

    private Inode? Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (name.SequenceEqual(_entries[i].Name))
                return _entries[i].Inode;
        }

        return null;
    }
}
