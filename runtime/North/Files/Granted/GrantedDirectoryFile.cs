using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>
/// An open directory of a <see cref="GrantedFileSystem"/>. It lists the entries that were there when it was read from the
/// start; a position is a place in that list, so going back to one finds the same entry whatever the host does meanwhile.
/// </summary>
public sealed class GrantedDirectoryFile(GrantedDirectory directory, OpenFlags flags) : DirectoryFile(directory, flags)
{
    // Positions of '.' and '..' come before the list: inode number, type, length of the name, name.
    private const int ListStart = 2, RecordHeader = 10;

    // struct linux_dirent64: d_ino, d_off, d_reclen, d_type, d_name
    private const int LengthOffset = 16, TypeOffset = 18, NameOffset = 19;

    private readonly GrantedDirectory _directory = directory;
    private byte[] _list = [];
    private int _length;
    private bool _isRead;

    /// <inheritdoc/>
    public override Errno BeginRead()
    {
        if (_isRead && Offset != 0)
            return Errno.None;
        _length = 0;
        Errno error = _directory.Acquire(out int handle);
        for (bool isFirst = true; error == Errno.None; isFirst = false)
        {
            Result read = HostDirectories.ReadEntries(handle, isFirst, GrantedFileSystem.Buffer);
            if (read.Failed)
                return read.Error;
            if (read.Value == 0)
                break;
            Add(new ReadOnlySpan<byte>(GrantedFileSystem.Buffer, 0, (int)read.Value));
        }

        _isRead = error == Errno.None;
        return error;
    }

    /// <inheritdoc/>
    public override bool TryRead(Thread thread, out DirectoryEntry entry)
    {
        if (Offset < ListStart)
            return base.TryRead(thread, out entry);
        entry = default;

        // The guest may have set the offset to anywhere: what it then reads is its own affair, but lies in the list.
        if (Offset - ListStart >= (ulong)_length)
            return false;
        ReadOnlySpan<byte> rest = new ReadOnlySpan<byte>(_list, 0, _length)[(int)(Offset - ListStart)..];
        if (rest.Length < RecordHeader || rest.Length < RecordHeader + rest[9])
            return false;
        entry.Inode = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        entry.Type = rest[8];
        entry.Name = rest.Slice(RecordHeader, rest[9]);
        entry.Position = Offset + RecordHeader + rest[9];
        return true;
    }

    private void Add(ReadOnlySpan<byte> entries)
    {
        while (entries.Length > NameOffset)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthOffset..]);
            if (length <= NameOffset || length > entries.Length)
                return;
            ReadOnlySpan<byte> name = entries[NameOffset..length];
            int end = name.IndexOf((byte)0);
            if (end > 0 && end <= Paths.NameMax && !name[..end].SequenceEqual("."u8) && !name[..end].SequenceEqual(".."u8))
                Add(BinaryPrimitives.ReadUInt64LittleEndian(entries), entries[TypeOffset], name[..end]);
            entries = entries[length..];
        }
    }

    private void Add(ulong inode, byte type, ReadOnlySpan<byte> name)
    {
        int size = RecordHeader + name.Length;
        if (size > _list.Length - _length)
        {
            byte[] larger = new byte[int.Max(1024, _list.Length * 2)];
            new ReadOnlySpan<byte>(_list, 0, _length).CopyTo(larger);
            _list = larger;
        }

        Span<byte> record = new(_list, _length, size);
        BinaryPrimitives.WriteUInt64LittleEndian(record, inode);
        record[8] = type;
        record[9] = (byte)name.Length;
        name.CopyTo(record[RecordHeader..]);
        _length += size;
    }
}
