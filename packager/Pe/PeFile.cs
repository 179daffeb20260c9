using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Pe;

/// <summary>
/// A PE32+ file over bytes that are not trusted. Any member throws <see cref="LiteBoxException"/> LB0610 or LB0611 for a file
/// that is not sound, and nothing else.
/// </summary>
public sealed class PeFile
{
    private const int MaximumSections = 96;
    private const int MaximumImports = 4096;

    private PeFile(ReadOnlyMemory<byte> data, string name, int optionalHeader, ImmutableArray<PeSection> sections)
    {
        Data = data;
        Name = name;
        Sections = sections;
        ReadOnlySpan<byte> header = data.Span[optionalHeader..];
        EntryPoint = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        ImageBase = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        DllCharacteristics = BinaryPrimitives.ReadUInt16LittleEndian(header[70..]);
        Imports = Directory(header, 1);
        Relocations = Directory(header, 5);
    }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What diagnostics call the file.</summary>
    public string Name { get; }

    /// <summary>The sections in file order.</summary>
    public ImmutableArray<PeSection> Sections { get; }

    /// <summary>Entry point, relative to the base.</summary>
    public uint EntryPoint { get; }

    /// <summary>The preferred base address.</summary>
    public ulong ImageBase { get; }

    /// <summary>The DLL characteristics (IMAGE_DLLCHARACTERISTICS_*).</summary>
    public ushort DllCharacteristics { get; }

    /// <summary>The import descriptors.</summary>
    public PeDirectory Imports { get; }

    /// <summary>The base relocations.</summary>
    public PeDirectory Relocations { get; }

    /// <summary>Reads a file.</summary>
    public static PeFile Read(ReadOnlyMemory<byte> data, string name)
    {
        ReadOnlySpan<byte> bytes = data.Span;
        if (bytes.Length < 0x40 || bytes[0] != 'M' || bytes[1] != 'Z')
        {
            throw PeErrors.NotPe(name);
        }

        uint start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x3C..]);
        if (start > bytes.Length - 24 || !bytes[(int)start..].StartsWith("PE\0\0"u8)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[((int)start + 4)..]) != 0x8664)
        {
            throw PeErrors.NotPe(name);
        }

        int sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[((int)start + 6)..]);
        int optionalSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[((int)start + 20)..]);
        int optional = (int)start + 24;
        const int MinimumOptional = 112 + (16 * 8);
        if (optionalSize < MinimumOptional || sectionCount > MaximumSections
            || bytes.Length - optional < optionalSize + (sectionCount * 40L)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[optional..]) != 0x20B)
        {
            throw PeErrors.Damaged(name, "its headers do not fit the file");
        }

        ImmutableArray<PeSection>.Builder sections = ImmutableArray.CreateBuilder<PeSection>(sectionCount);
        for (int i = 0; i < sectionCount; i++)
        {
            ReadOnlySpan<byte> header = bytes.Slice(optional + optionalSize + (i * 40), 40);
            ReadOnlySpan<byte> label = header[..8];
            int end = label.IndexOf((byte)0);
            uint virtualSize = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
            uint used = Math.Min(size, virtualSize);
            if (used != 0 && (offset > bytes.Length || used > bytes.Length - offset))
            {
                throw PeErrors.Damaged(name, "a section lies outside the file");
            }

            sections.Add(new PeSection(
                Encoding.ASCII.GetString(end < 0 ? label : label[..end]), BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
                virtualSize, used == 0 ? default : data.Slice((int)offset, (int)used),
                (PeSectionFlags)BinaryPrimitives.ReadUInt32LittleEndian(header[36..])));
        }

        return new PeFile(data, name, optional, sections.MoveToImmutable());
    }

    /// <summary>The imported functions, library by library.</summary>
    public ImmutableArray<PeImport> ReadImports()
    {
        ImmutableArray<PeImport>.Builder imports = ImmutableArray.CreateBuilder<PeImport>();
        if (Imports.Address == 0)
        {
            return [];
        }

        int total = 0;
        for (uint at = Imports.Address; ; at += 20)
        {
            ReadOnlySpan<byte> descriptor = At(at, 20);
            uint lookup = BinaryPrimitives.ReadUInt32LittleEndian(descriptor);
            uint library = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]);
            if (library == 0)
            {
                return imports.ToImmutable();
            }

            ImmutableArray<string>.Builder functions = ImmutableArray.CreateBuilder<string>();
            while (true)
            {
                ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(At(lookup, 8));
                if (entry == 0)
                {
                    break;
                }

                if (++total > MaximumImports || entry > int.MaxValue)
                {
                    throw PeErrors.Damaged(Name, "its import table has no end or imports by ordinal");
                }

                functions.Add(Text((uint)entry + 2));
                lookup += 8;
            }

            if (imports.Count > MaximumImports)
            {
                throw PeErrors.Damaged(Name, "its import table has no end");
            }

            imports.Add(new PeImport(Text(library), functions.ToImmutable()));
        }
    }

    /// <summary>The places of 64-bit base relocations, relative to the base, in table order.</summary>
    public ImmutableArray<uint> ReadRelocations()
    {
        ImmutableArray<uint>.Builder places = ImmutableArray.CreateBuilder<uint>();
        uint at = Relocations.Address;
        uint left = Relocations.Size;
        while (at != 0 && left >= 8)
        {
            ReadOnlySpan<byte> block = At(at, 8);
            uint page = BinaryPrimitives.ReadUInt32LittleEndian(block);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
            if (size < 8 || size > left || size > int.MaxValue || size % 2 != 0)
            {
                throw PeErrors.Damaged(Name, "a block of base relocations has an impossible size");
            }

            ReadOnlySpan<byte> entries = At(at, (int)size)[8..];
            for (int i = 0; i < entries.Length; i += 2)
            {
                ushort entry = BinaryPrimitives.ReadUInt16LittleEndian(entries[i..]);
                if (entry >> 12 == 10)
                {
                    places.Add(page + (uint)(entry & 0xFFF));
                }
            }

            at += size;
            left -= size;
        }

        return places.ToImmutable();
    }

    private static PeDirectory Directory(ReadOnlySpan<byte> header, int index) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(header[(112 + (index * 8))..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[(116 + (index * 8))..]));

    private ReadOnlySpan<byte> At(uint address, int length)
    {
        foreach (PeSection section in Sections)
        {
            if (address >= section.Address && address - section.Address <= section.Data.Length - length)
            {
                return section.Data.Span.Slice((int)(address - section.Address), length);
            }
        }

        throw PeErrors.Damaged(Name, "a table points outside the sections");
    }

    private string Text(uint address)
    {
        foreach (PeSection section in Sections)
        {
            if (address >= section.Address && address - section.Address < section.Data.Length)
            {
                ReadOnlySpan<byte> rest = section.Data.Span[(int)(address - section.Address)..];
                int end = rest[..Math.Min(rest.Length, 512)].IndexOf((byte)0);
                if (end > 0)
                {
                    return Encoding.ASCII.GetString(rest[..end]);
                }
            }
        }

        throw PeErrors.Damaged(Name, "a name lies outside the sections or has no end");
    }
}
