using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Linking;

namespace LiteBox.Packager.Boot;

/// <summary>
/// Turns a linked image into the head of a boot file: an ELF file with a PVH note (XEN_ELFNOTE_PHYS32_ENTRY) that QEMU and
/// other monitors start directly. Its segments are the boot part, the image at its physical address, and one more, left
/// without a type, for policy and root image; the policy word of the image is set by the packer as in any other image.
/// </summary>
public static class BootImageWriter
{
    private const int PageSize = 4096;
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int ProgramHeaders = 4;
    private const int PolicyAddressOffset = HeaderSize + (ProgramHeaders * ProgramHeaderSize);
    private const int NoteOffset = PolicyAddressOffset + 8;
    private const int NoteSize = 20;
    private const uint Load = 1, Note = 4;
    private const uint ReadWriteExecute = 7, ReadWrite = 6, ReadOnly = 4;

    /// <summary>Writes the head.</summary>
    /// <param name="image">A linked image for the bare platform.</param>
    public static BootHead Write(LinkedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ElfFile file = ElfFile.Read(image.Image, "image");
        byte[] code = Relocate(image);
        ulong imageEnd = 0;
        List<(ulong, ulong, bool, bool)> segments = [(BootImage.ImagePhysical - BootImage.BootStackSize, BootImage.BootStackSize, true, false)];
        foreach (ElfSegment segment in file.LoadSegments)
        {
            bool writable = segment.Flags.HasFlag(ElfSegmentFlags.Write) && !IsRelro(file, segment);
            segments.Add((BootImage.ImagePhysical + segment.Address, segment.MemorySize, writable, segment.Flags.HasFlag(ElfSegmentFlags.Execute)));
            imageEnd = Math.Max(imageEnd, segment.Address + segment.MemorySize);
        }

        byte[] boot = Boot(segments, BootImage.ImageBase + file.Header.Entry, out uint entry);
        int bootFile = boot.Length;
        byte[] head = new byte[PageSize + AlignUp(bootFile) + code.Length];
        boot.CopyTo(head, PageSize);
        int imageOffset = PageSize + AlignUp(bootFile);
        code.CopyTo(head, imageOffset);

        WriteHeader(head, entry);
        Segment(head, 0, Note, ReadOnly, NoteOffset, 0, NoteSize, NoteSize);
        Segment(head, 1, Load, ReadWriteExecute, PageSize, BootImage.BootPhysical, (ulong)bootFile, BootImage.ImagePhysical - BootImage.BootPhysical);
        Segment(head, 2, Load, ReadWriteExecute, (ulong)imageOffset, BootImage.ImagePhysical, (ulong)code.Length, imageEnd);
        ulong tail = (ulong)AlignUp((long)Math.Max(imageEnd, (ulong)code.Length));
        Segment(head, 3, 0, ReadOnly, 0, BootImage.ImagePhysical + tail, 0, 0);
        WriteNote(head, entry);

        // As in any image, the word behind the program headers tells a reader of bundles which segment the policy is in.
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(PolicyAddressOffset), BootImage.ImagePhysical + tail);
        return new BootHead(head, HeaderSize + (3 * ProgramHeaderSize), imageOffset + image.PolicyWordOffset, tail);
    }

    private static byte[] Relocate(LinkedImage image)
    {
        byte[] bytes = (byte[])image.Image.Clone();
        foreach (ulong place in image.RelativePlaces)
        {
            Span<byte> word = bytes.AsSpan((int)place, 8);
            BinaryPrimitives.WriteUInt64LittleEndian(word, BinaryPrimitives.ReadUInt64LittleEndian(word) + BootImage.ImageBase);
        }

        return bytes;
    }

    private static bool IsRelro(ElfFile file, ElfSegment segment)
    {
        foreach (ElfSegment other in file.Segments)
        {
            if (other.Type == ElfSegmentType.GnuRelro && other.Address == segment.Address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tables, descriptors and code. The boot stack ends where the image begins.</summary>
    private static byte[] Boot(List<(ulong, ulong, bool, bool)> segments, ulong imageEntry, out uint entry)
    {
        byte[] tables = BootTables.Build(BootImage.BootPhysical, segments);
        byte[] descriptors = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(descriptors.AsSpan(8), 0x00AF_9B00_0000_FFFF);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptors.AsSpan(16), 0x00CF_9300_0000_FFFF);
        ulong descriptorTable = BootImage.BootPhysical + (ulong)tables.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(descriptors.AsSpan(32), 23);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptors.AsSpan(34), descriptorTable);

        entry = (uint)descriptorTable + (uint)descriptors.Length;
        byte[] code = BootCode.Assemble(entry, (uint)BootImage.BootPhysical, (uint)descriptorTable + 32, BootImage.ImageBase, imageEntry);
        if (entry + (ulong)code.Length > BootImage.ImagePhysical - BootImage.BootStackSize)
        {
            throw new InvalidOperationException("The boot part does not fit below the image.");
        }

        return [.. tables, .. descriptors, .. code];
    }

    private static void WriteHeader(Span<byte> head, uint entry)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(head);
        const ushort Executable = 2, X8664 = 62;
        BinaryPrimitives.WriteUInt16LittleEndian(head[16..], Executable);
        BinaryPrimitives.WriteUInt16LittleEndian(head[18..], X8664);
        BinaryPrimitives.WriteUInt32LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(head[24..], entry);
        BinaryPrimitives.WriteUInt64LittleEndian(head[32..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(head[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(head[54..], ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(head[56..], ProgramHeaders);
    }

    private static void Segment(
        Span<byte> head, int index, uint type, uint flags, ulong offset, ulong physical, ulong fileSize, ulong memorySize)
    {
        Span<byte> header = head.Slice(HeaderSize + (index * ProgramHeaderSize), ProgramHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], physical);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], physical);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], fileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], memorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], type == Note ? 4ul : PageSize);
    }

    private static void WriteNote(Span<byte> head, uint entry)
    {
        const uint PhysicalEntry = 18;
        Span<byte> note = head[NoteOffset..];
        BinaryPrimitives.WriteUInt32LittleEndian(note, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(note[4..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(note[8..], PhysicalEntry);
        "Xen\0"u8.CopyTo(note[12..]);
        BinaryPrimitives.WriteUInt32LittleEndian(note[16..], entry);
    }

    private static int AlignUp(int value) => (value + PageSize - 1) & -PageSize;

    private static long AlignUp(long value) => (value + PageSize - 1) & -PageSize;
}
