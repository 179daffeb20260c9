using System;
using System.Buffers.Binary;
using System.Text;

namespace LiteBox.Packager.Pe;

/// <summary>
/// Adds a section to the headers of a file that <see cref="PeImageWriter"/> wrote; its data goes behind the file. Finds it again.
/// </summary>
public static class PeTail
{
    private const int HeaderStart = 64, OptionalSize = 240, SectionHeaderSize = 40;
    private const int CountOffset = HeaderStart + 6, OptionalStart = HeaderStart + 24;
    private const int AlignmentOffset = OptionalStart + 32, ImageSizeOffset = OptionalStart + 56, HeadersSizeOffset = OptionalStart + 60;

    /// <summary>Adds a read-only section behind all others, in the file and in memory, and gives its address, relative to the image base.</summary>
    /// <param name="image">The file; its headers have room for one more section.</param>
    /// <param name="name">At most 8 ASCII characters.</param>
    /// <param name="fileOffset">Where the data starts, a multiple of the file alignment.</param>
    /// <param name="size">Bytes of it, a multiple too.</param>
    public static uint Append(Span<byte> image, string name, uint fileOffset, uint size)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[CountOffset..]);
        int at = OptionalStart + OptionalSize + (count * SectionHeaderSize);
        uint alignment = BinaryPrimitives.ReadUInt32LittleEndian(image[AlignmentOffset..]);
        if (at + SectionHeaderSize > BinaryPrimitives.ReadUInt32LittleEndian(image[HeadersSizeOffset..]))
        {
            throw new InvalidOperationException("The headers have no room for one more section.");
        }

        // The image's size is a multiple of the alignment: the first address that is free.
        uint address = BinaryPrimitives.ReadUInt32LittleEndian(image[ImageSizeOffset..]);
        uint end = checked(address + size + alignment - 1) & ~(alignment - 1);
        BinaryPrimitives.WriteUInt16LittleEndian(image[CountOffset..], (ushort)(count + 1));
        BinaryPrimitives.WriteUInt32LittleEndian(image[ImageSizeOffset..], end);

        Span<byte> header = image.Slice(at, SectionHeaderSize);
        Encoding.ASCII.GetBytes(name, header[..8]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], address);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], fileOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)(PeSectionFlags.InitializedData | PeSectionFlags.Read));
        return address;
    }

    /// <summary>Finds a section in the head of a file, which may be anything: where its data starts in the file, or -1.</summary>
    public static long Find(ReadOnlySpan<byte> head, string name)
    {
        if (head.Length < OptionalStart + OptionalSize || !head.StartsWith("MZ"u8) || !head[HeaderStart..].StartsWith("PE\0\0"u8))
        {
            return -1;
        }

        Span<byte> label = stackalloc byte[8];
        Encoding.ASCII.GetBytes(name, label);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[CountOffset..]);
        ReadOnlySpan<byte> sections = head[(OptionalStart + OptionalSize)..];
        for (; count > 0 && sections.Length >= SectionHeaderSize; count--, sections = sections[SectionHeaderSize..])
        {
            if (sections[..label.Length].SequenceEqual(label))
            {
                return BinaryPrimitives.ReadUInt32LittleEndian(sections[20..]);
            }
        }

        return -1;
    }
}
