using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Linking;

/// <summary>The ELF header and the program headers of an image (ELF-64 Object File Format, System V gABI).</summary>
internal static class ImageHeader
{
    private const uint Load = 1;
    private const uint GnuStack = 0x6474_E551;
    private const uint GnuRelro = 0x6474_E552;
    private const uint Execute = 1, Writable = 2, Readable = 4;

    /// <summary>Writes both into the first page.</summary>
    public static void Write(Span<byte> image, ImageLayout layout, ulong entry)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(image);
        const ushort SharedObject = 3, X8664 = 62;
        BinaryPrimitives.WriteUInt16LittleEndian(image[16..], SharedObject);
        BinaryPrimitives.WriteUInt16LittleEndian(image[18..], X8664);
        BinaryPrimitives.WriteUInt32LittleEndian(image[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(image[24..], entry);
        BinaryPrimitives.WriteUInt64LittleEndian(image[32..], ImageLayout.ElfHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image[52..], ImageLayout.ElfHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image[54..], ImageLayout.ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image[56..], ImageLayout.ProgramHeaders);

        Span<byte> table = image[ImageLayout.ElfHeaderSize..];
        Segment(ref table, Load, Readable, 0, 0, layout.ReadOnlyEnd, layout.ReadOnlyEnd);
        Add(ref table, Load, Readable | Execute, layout.TextStart, layout.TextEnd, layout.TextEnd);

        // Up to the pages of the data, with no gap in memory: the collector reads from the first word of this to the last of that.
        Add(ref table, Load, Readable | Writable, layout.RelroStart, layout.RelroEnd, layout.RelroPages.End);
        Add(ref table, Load, Readable | Writable, layout.DataStart, layout.DataEnd, layout.BssEnd);

        // Without a type until the packer knows what lies behind the image.
        Segment(ref table, 0, Readable, layout.TailAddress, layout.TailAddress, 0, 0);
        Add(ref table, GnuRelro, Readable, layout.RelroStart, layout.RelroEnd, layout.RelroPages.End);
        Segment(ref table, GnuStack, Readable | Writable, 0, 0, 0, 0);

        void Add(ref Span<byte> table, uint type, uint flags, ulong start, ulong fileEnd, ulong memoryEnd) =>
            Segment(ref table, type, flags, layout.OffsetOf(start), start, fileEnd - start, memoryEnd - start);
    }

    private static void Segment(ref Span<byte> table, uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(table, type);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(table[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(table[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(table[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(table[32..], fileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(table[40..], memorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(table[48..], type is GnuStack ? 16ul : ImageLayout.PageSize);
        table = table[ImageLayout.ProgramHeaderSize..];
    }
}
