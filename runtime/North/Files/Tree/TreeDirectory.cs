using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// A directory of a <see cref="TreeFileSystem"/>. One of the image is read from there until its first change; then its
/// entries are taken over into a table, with the positions they had.
/// </summary>
internal sealed class TreeDirectory : DirectoryInode
{
    // A position in the image: block and index in the block, after those of '.' and '..'.
    private const int IndexBits = 9;

    private const ulong BlockSize = 4096, TypicalEntry = 24;

    private readonly ErofsNode _node;
    private NameTable? _names;

    public TreeDirectory(TreeFileSystem system, ulong number, uint mode, long bornAt, DirectoryInode? parent, ReadOnlySpan<byte> name)
        : base(system, number, mode, bornAt, parent, name) => _names = new NameTable();

    public TreeDirectory(TreeFileSystem system, ulong number, in ErofsNode node, DirectoryInode? parent, ReadOnlySpan<byte> name)
        : base(system, number, node.Mode & FileType.Permissions, node.ModifiedAt, parent, name)
    {
        _node = node;
        Links = node.Links;
        User = node.User;
        Group = node.Group;
    }

    /// <summary>Fills the root of a file system before it is used first.</summary>
    public Action? FillAtFirstUse { get; set; }

    // Whole blocks, as on the file systems that a root usually has: programs print these sizes.
    public override ulong Size => Math.Max(1, (Entries + BlockSize - 1) / BlockSize) * BlockSize;

    public override ulong Blocks => Size / 512;

    private ulong Entries => _names is null ? _node.Size : (ulong)_names.Count * TypicalEntry;

    public override bool CanCreate => !IsRemoved;

    public override bool IsEmpty
    {
        get
        {
            if (_names is not null)
                return _names.Count == 0;
            return !TryNextInImage(0, out _);
        }
    }

    private TreeFileSystem Tree => Unsafe.As<TreeFileSystem>(System);

    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = null;
        if (_names is null)
        {
            ref NameCache.Slot known = ref Tree.Names.SlotOf(this, name);
            inode = known.Find(this, name);
            if (inode is not null)
                return Errno.None;
            Errno error = Tree.Image.Find(_node, name, out ulong id);
            if (error == Errno.None)
                error = Tree.FromImage(id, this, name, out inode);
            if (error == Errno.None)
                known.Set(this, name, inode!);
            return error;
        }

        ref NameTable.Slot slot = ref _names.Find(name);
        if (Unsafe.IsNullRef(ref slot))
            return Errno.ENOENT;
        if (slot.Inode is null)
        {
            Errno error = Tree.FromImage(slot.ImageId, this, name, out inode);
            if (error != Errno.None)
                return error;
            slot.Inode = inode;
        }

        inode = slot.Inode;
        return Errno.None;
    }

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        if (_names is null)
            return TryNextInImage(position, out entry);
        entry = default;
        int index = _names.After(position);
        if (index < 0)
            return false;
        ref NameTable.Slot slot = ref _names.At(index);
        entry.Name = slot.Name;
        entry.Inode = slot.Inode is null ? TreeFileSystem.NumberOf(slot.ImageId) : slot.Inode.Number;
        entry.Position = slot.Position;
        entry.Type = slot.Type;
        return true;
    }

    public override Errno Insert(ReadOnlySpan<byte> name, Inode inode)
    {
        if (IsRemoved)
            return Errno.ENOENT;
        Names().Add(name, FileType.EntryType(inode.Mode)).Inode = inode;
        TouchContents();
        return Errno.None;
    }

    public override Errno Remove(ReadOnlySpan<byte> name)
    {
        ForgetWays(Names().Remove(name));
        TouchContents();
        return Errno.None;
    }

    public override Errno Replace(ReadOnlySpan<byte> name, Inode inode)
    {
        ref NameTable.Slot slot = ref Names().Find(name);
        if (Unsafe.IsNullRef(ref slot))
            return Errno.ENOENT;
        ForgetWays(slot.Type);
        slot.Inode = inode;
        slot.Type = FileType.EntryType(inode.Mode);
        TouchContents();
        return Errno.None;
    }

    /// <summary>An entry of this type no longer means what it meant: paths that go through it lead elsewhere.</summary>
    private static void ForgetWays(byte type)
    {
        if (type != FileType.Regular >> 12)
            FolderCache.Clear();
    }

    protected override void BecomeUsed()
    {
        Action? fill = FillAtFirstUse;
        FillAtFirstUse = null;
        fill?.Invoke();
    }

    private NameTable Names()
    {
        if (_names is not null)
            return _names;
        NameTable names = new();
        ulong position = 0;
        while (TryNextInImage(position, out DirectoryEntry entry, out ulong id))
        {
            // Where a damaged image names something twice, the first counts, as it does for a reader.
            if (Unsafe.IsNullRef(ref names.Find(entry.Name)))
                names.Add(entry.Name, entry.Type, entry.Position).ImageId = id;
            position = entry.Position;
        }

        _names = names;
        return names;
    }

    private bool TryNextInImage(ulong position, out DirectoryEntry entry) => TryNextInImage(position, out entry, out _);

    private bool TryNextInImage(ulong position, out DirectoryEntry entry, out ulong id)
    {
        entry = default;
        id = 0;
        ulong next = position <= ParentPosition ? 0 : position - ParentPosition;
        ulong blocks = ErofsImage.BlocksOf(_node);
        ulong number = next >> IndexBits;
        int index = (int)(next & ((1 << IndexBits) - 1));
        for (; number < blocks; number++, index = 0)
        {
            ErofsBlock block = Tree.Image.BlockOf(_node, number);

            // A damaged directory ends where it makes no sense: its size may claim any number of blocks.
            if (block.Count == 0)
                return false;
            for (; index < block.Count; index++)
            {
                ReadOnlySpan<byte> name = block.NameOf(index);
                if (!IsEntryName(name))
                    continue;
                id = block.IdOf(index);
                entry.Name = name;
                entry.Inode = TreeFileSystem.NumberOf(id);
                entry.Position = (number << IndexBits | (uint)index) + 1 + ParentPosition;
                entry.Type = ToEntryType(block.TypeOf(index));
                return true;
            }
        }

        return false;
    }

    private static bool IsEntryName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= 255 && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && name.IndexOf((byte)'/') < 0;

    private static byte ToEntryType(byte type) => type switch
    {
        1 => (byte)(FileType.Regular >> 12),
        2 => (byte)(FileType.Directory >> 12),
        7 => (byte)(FileType.SymbolicLink >> 12),
        _ => 0,
    };
}
