using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Erofs;

/// <summary>One node of the tree with its place in the image.</summary>
internal sealed class ErofsInode(FileNode node)
{
    /// <summary>The file, directory or link.</summary>
    public FileNode Node { get; } = node;

    /// <summary>i_ino: counts from 1.</summary>
    public uint Number { get; set; }

    /// <summary>i_nlink.</summary>
    public uint Links { get; set; } = 1;

    /// <summary>i_size.</summary>
    public long Size { get; set; }

    /// <summary>The bytes of a directory or link; a regular file has them in its node.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>The bytes that follow the inode; filled when the data is written.</summary>
    public byte[] Tail { get; set; } = [];

    /// <summary>The inode that has the same bytes and was there first: its data blocks are this one's too.</summary>
    public ErofsInode? SameAs { get; set; }

    /// <summary>First data block.</summary>
    public uint Block { get; set; }

    /// <summary>Offset in the image.</summary>
    public long Position { get; set; }

    /// <summary>The id by which directories name it.</summary>
    public ulong NodeId => (ulong)(Position / ErofsFormat.SlotSize);

    /// <summary>How many bytes of the end are stored behind the inode.</summary>
    public int TailLength { get; set; }

    /// <summary>How many blocks the rest takes.</summary>
    public long BlockCount => (Size - TailLength + ErofsFormat.BlockSize - 1) / ErofsFormat.BlockSize;

    /// <summary>The compact inode has 32 bits for the size, 16 for the links, and no time of its own.</summary>
    public bool IsExtended => Size > uint.MaxValue || Links > ushort.MaxValue || Node.ModifiedAt is not null;

    /// <summary>Bytes of the inode itself.</summary>
    public int HeaderLength => IsExtended ? ErofsFormat.ExtendedInodeSize : ErofsFormat.CompactInodeSize;

    /// <summary>The type of a directory entry that leads here.</summary>
    public byte EntryType => Node.Kind switch
    {
        FileKind.Directory => ErofsFormat.TypeDirectory,
        FileKind.SymbolicLink => ErofsFormat.TypeSymbolicLink,
        _ => ErofsFormat.TypeRegular,
    };

    /// <summary>Writes the inode and its tail.</summary>
    public void Write(Span<byte> at, long epoch)
    {
        int type = Node.Kind switch
        {
            FileKind.Directory => ErofsFormat.ModeDirectory,
            FileKind.SymbolicLink => ErofsFormat.ModeSymbolicLink,
            _ => ErofsFormat.ModeRegular,
        };
        int layout = TailLength > 0 ? ErofsFormat.FlatInline : ErofsFormat.FlatPlain;
        BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(layout | (IsExtended ? ErofsFormat.ExtendedInode : 0)));
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], (ushort)(type | Node.Mode));
        BinaryPrimitives.WriteUInt32LittleEndian(at[16..], Block);
        BinaryPrimitives.WriteUInt32LittleEndian(at[20..], Number);
        if (IsExtended)
        {
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], Size);
            const long Second = 1_000_000_000;
            BinaryPrimitives.WriteInt64LittleEndian(at[32..], Node.ModifiedAt is { } time ? time / Second : epoch);
            BinaryPrimitives.WriteUInt32LittleEndian(at[40..], Node.ModifiedAt is { } exact ? (uint)(exact % Second) : 0);
            BinaryPrimitives.WriteUInt32LittleEndian(at[44..], Links);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at[6..], (ushort)Links);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], (uint)Size);
        }
        Tail.CopyTo(at[HeaderLength..]);
    }
}
