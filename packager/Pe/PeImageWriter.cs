using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Pe;

/// <summary>
/// Writes a PE32+ console executable for x86-64: dynamic base, high-entropy addresses, no execution of data. The bytes
/// depend on the properties only: time stamp and checksum are zero.
/// </summary>
public sealed class PeImageWriter
{
    // A page, so that the loader maps sections instead of reading them, and so that data lies in the file where it lies in memory.
    private const int FileAlignment = 4096;
    private const int SectionAlignment = 4096;
    private const int DosSize = 64;
    private const int OptionalSize = 240;
    private const int SectionHeaderSize = 40;

    /// <summary>The preferred base address.</summary>
    public ulong ImageBase { get; init; } = 0x1_4000_0000;

    /// <summary>Entry point, relative to the base.</summary>
    public required uint EntryPoint { get; init; }

    /// <summary>The sections, ascending by address.</summary>
    public required IReadOnlyList<PeSection> Sections { get; init; }

    /// <summary>The import descriptors.</summary>
    public PeDirectory Imports { get; init; }

    /// <summary>The import address table.</summary>
    public PeDirectory ImportAddresses { get; init; }

    /// <summary>The base relocations.</summary>
    public PeDirectory Relocations { get; init; }

    /// <summary>Bytes of address space for the first thread's stack, all of them committed at once.</summary>
    public ulong StackSize { get; init; } = 256 * 1024;

    /// <summary>File offset of each section's data, in the order of <see cref="Sections"/>; 0 for one without data.</summary>
    public IReadOnlyList<uint> DataOffsets => Layout(out _);

    /// <summary>Writes the file.</summary>
    public byte[] Write()
    {
        uint[] offsets = Layout(out uint fileSize);
        byte[] file = new byte[fileSize];
        uint headers = HeaderSize();
        file[0] = (byte)'M';
        file[1] = (byte)'Z';
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x3C), DosSize);
        "PE\0\0"u8.CopyTo(file.AsSpan(DosSize));

        Span<byte> coff = file.AsSpan(DosSize + 4, 20);
        BinaryPrimitives.WriteUInt16LittleEndian(coff, 0x8664);
        BinaryPrimitives.WriteUInt16LittleEndian(coff[2..], (ushort)Sections.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(coff[16..], OptionalSize);
        const ushort ExecutableLargeAddressAware = 0x0022;
        BinaryPrimitives.WriteUInt16LittleEndian(coff[18..], ExecutableLargeAddressAware);

        WriteOptionalHeader(file.AsSpan(DosSize + 24, OptionalSize), headers);
        for (int i = 0; i < Sections.Count; i++)
        {
            PeSection section = Sections[i];
            WriteSectionHeader(file.AsSpan(DosSize + 24 + OptionalSize + (i * SectionHeaderSize), SectionHeaderSize), section, offsets[i]);
            section.Data.Span.CopyTo(file.AsSpan((int)offsets[i]));
        }

        return file;
    }

    private void WriteOptionalHeader(Span<byte> header, uint headers)
    {
        uint imageSize = SectionAlignment;
        uint code = 0, initialized = 0, uninitialized = 0, codeBase = 0;
        foreach (PeSection section in Sections)
        {
            imageSize = Round(section.Address + section.VirtualSize, SectionAlignment);
            uint data = Round((uint)section.Data.Length, FileAlignment);
            if (section.Flags.HasFlag(PeSectionFlags.Code))
            {
                code += data;
                codeBase = codeBase == 0 ? section.Address : codeBase;
            }
            else if (section.Flags.HasFlag(PeSectionFlags.UninitializedData))
            {
                uninitialized += Round(section.VirtualSize, FileAlignment);
            }
            else
            {
                initialized += data;
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(header, 0x20B);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], code);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], initialized);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], uninitialized);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], EntryPoint);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], codeBase);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], ImageBase);
        BinaryPrimitives.WriteUInt32LittleEndian(header[32..], SectionAlignment);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], FileAlignment);
        BinaryPrimitives.WriteUInt16LittleEndian(header[40..], 10); // Windows 10: FSGSBASE and the NT calls used need it.
        BinaryPrimitives.WriteUInt16LittleEndian(header[48..], 10);
        BinaryPrimitives.WriteUInt32LittleEndian(header[56..], imageSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], headers);
        BinaryPrimitives.WriteUInt16LittleEndian(header[68..], 3); // IMAGE_SUBSYSTEM_WINDOWS_CUI
        const ushort HighEntropyDynamicBaseNxTerminalServerAware = 0x8160;
        BinaryPrimitives.WriteUInt16LittleEndian(header[70..], HighEntropyDynamicBaseNxTerminalServerAware);
        BinaryPrimitives.WriteUInt64LittleEndian(header[72..], StackSize);
        BinaryPrimitives.WriteUInt64LittleEndian(header[80..], StackSize);
        BinaryPrimitives.WriteUInt64LittleEndian(header[88..], 0x10_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(header[96..], 0x1000);
        const uint DirectoryCount = 16;
        BinaryPrimitives.WriteUInt32LittleEndian(header[108..], DirectoryCount);
        WriteDirectory(header, 1, Imports);
        WriteDirectory(header, 5, Relocations);
        WriteDirectory(header, 12, ImportAddresses);
    }

    private static void WriteDirectory(Span<byte> header, int index, PeDirectory directory)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header[(112 + (index * 8))..], directory.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(header[(116 + (index * 8))..], directory.Size);
    }

    private static void WriteSectionHeader(Span<byte> header, PeSection section, uint offset)
    {
        Encoding.ASCII.GetBytes(section.Name, header[..8]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], section.VirtualSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], section.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Round((uint)section.Data.Length, FileAlignment));
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], offset);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)section.Flags);
    }

    private uint HeaderSize() =>
        Round((uint)(DosSize + 24 + OptionalSize + (Sections.Count * SectionHeaderSize)), FileAlignment);

    private uint[] Layout(out uint fileSize)
    {
        uint[] offsets = new uint[Sections.Count];
        uint offset = HeaderSize();
        uint lowest = Round(offset, SectionAlignment);
        for (int i = 0; i < Sections.Count; i++)
        {
            PeSection section = Sections[i];
            if (section.Address % SectionAlignment != 0 || section.Address < lowest || section.Data.Length > section.VirtualSize
                || section.Flags.HasFlag(PeSectionFlags.Write | PeSectionFlags.Execute))
            {
                throw new InvalidOperationException($"The section {section.Name} has a bad address, size or protection.");
            }

            lowest = Round(section.Address + section.VirtualSize, SectionAlignment);
            if (section.Data.Length != 0)
            {
                offsets[i] = offset;
                offset = Round(offset + (uint)section.Data.Length, FileAlignment);
            }
        }

        fileSize = offset;
        return offsets;
    }

    private static uint Round(uint value, uint alignment) => checked(value + alignment - 1) & ~(alignment - 1);
}
