using System;
using System.Buffers.Binary;
using System.IO;
using LiteBox.Packager.Diagnostics;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>Puts image, policy and root file system into one file (docs/ARCHITECTURE.md, "Bundle").</summary>
public static class ImagePacker
{
    internal const int PageSize = 4096;
    internal const int ProgramHeadersOffset = 64;
    internal const int ProgramHeaderSize = 56;
    internal const uint Load = 1, ReadOnly = 4;

    /// <summary>Writes a bundle, whole or not at all.</summary>
    /// <param name="image">A linked image; see <see cref="Linking.LinkedImage.Image"/>. Empty: only policy and root, for .NET as the host.</param>
    /// <param name="policy">What the library OS is told.</param>
    /// <param name="writeRoot">Writes the EROFS image to the stream, from the stream's position on; a whole number of pages.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="LiteBoxException">LB0701: not writable; LB0702: the image is none; LB0703: the policy cannot be expressed.</exception>
    public static void Pack(ReadOnlyMemory<byte> image, BundlePolicy policy, Action<Stream> writeRoot, string path)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(writeRoot);
        int? reserved = image.IsEmpty ? null : FindReserved(image.Span);
        byte[] records = PolicyWriter.Write(policy);
        OutputFile.Write(path, executable: reserved is not null, temporary =>
        {
            using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite);
            byte[] head = new byte[AlignUp(image.Length, BundleFormat.RecordAlignment)];
            image.CopyTo(head);
            long policyOffset = head.Length;
            long rootOffset = AlignUp(policyOffset + records.Length, PageSize);
            file.Position = rootOffset;
            writeRoot(file);
            long end = AlignUp(file.Length, PageSize);
            file.SetLength(end);

            PolicyWriter.Finish(records, rootOffset, Math.Max(0, end - rootOffset));
            if (reserved is { } header)
                FillIn(head, header, policyOffset, end - policyOffset);
            file.Position = 0;
            file.Write(head);
            file.Write(records);
        });
    }

    /// <summary>Offset of the program header without a type that the linker left for policy and root image.</summary>
    private static int FindReserved(ReadOnlySpan<byte> image)
    {
        if (image.Length >= ProgramHeadersOffset && BinaryPrimitives.ReadUInt32BigEndian(image) == 0x7F45_4C46)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(image[56..]);
            for (int i = 0; i < count && ProgramHeadersOffset + ((i + 1) * ProgramHeaderSize) <= image.Length; i++)
            {
                int offset = ProgramHeadersOffset + (i * ProgramHeaderSize);
                if (BinaryPrimitives.ReadUInt32LittleEndian(image[offset..]) == 0)
                {
                    return offset;
                }
            }
        }

        throw new LiteBoxException("LB0702", null, "The image has no place for a policy.", "Link the library OS again.");
    }

    private static void FillIn(Span<byte> image, int header, long offset, long length)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[56..]);
        Span<byte> segment = image.Slice(header, ProgramHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, Load);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], ReadOnly);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], length);

        // The segment starts where the image ends, within a page: so does its address. The policy word, behind the program headers, holds it.
        long address = BinaryPrimitives.ReadInt64LittleEndian(segment[16..]) + (offset % PageSize);
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[24..], address);
        BinaryPrimitives.WriteInt64LittleEndian(image[(ProgramHeadersOffset + (count * ProgramHeaderSize))..], address);
    }

    private static long AlignUp(long value, int alignment) => (value + alignment - 1) & -alignment;
}
