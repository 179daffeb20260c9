using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Where everything lies. On Linux segments follow each other in the file without padding: where two meet inside a page, that page of the
/// file is mapped twice, at two addresses and with the rights of each, so addresses run ahead of file offsets by whole pages.
/// Elsewhere, where something other than Linux's loader reads the file, both are the same.
/// </summary>
internal sealed class ImageLayout
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = 4096;

    /// <summary>R, RX, RELRO, RW, the reserved one for policy and root image, GNU_RELRO, GNU_STACK.</summary>
    public const int ProgramHeaders = 7;

    public const int ElfHeaderSize = 64;
    public const int ProgramHeaderSize = 56;

    private const ulong LargestImage = 1ul << 30;

    private readonly Dictionary<ObjectSection, ulong> _offsets = [];

    /// <summary>What segments begin at a multiple of: what any section in them may ask for.</summary>
    private const ulong SegmentAlignment = 64;

    private readonly bool _isPacked;

    private ImageLayout(LinkPlatform platform)
    {
        IsPe = platform == LinkPlatform.Windows;
        _isPacked = platform == LinkPlatform.Linux;
    }

    /// <summary>Whether the host's loader wants a PE file; ELF otherwise.</summary>
    public bool IsPe { get; }

    /// <summary>The policy word follows the headers, so that the packer finds it in any image.</summary>
    public int PolicyWord => IsPe ? PageSize : ElfHeaderSize + (ProgramHeaders * ProgramHeaderSize);

    /// <summary>The words that hold addresses, ascending.</summary>
    public List<ulong> RelativePlaces { get; private set; } = [];

    public ulong RelocationTable { get; private set; }

    public ulong SymbolTable { get; private set; }

    public ulong ReadOnlyEnd { get; private set; }

    public ulong TextStart { get; private set; }

    public ulong TextEnd { get; private set; }

    public ulong RelroStart { get; private set; }

    public ulong RelroEnd { get; private set; }

    public ulong DataStart { get; private set; }

    public ulong DataEnd { get; private set; }

    public ulong BssStart { get; private set; }

    public ulong BssEnd { get; private set; }

    /// <summary>The table by which an ELF image relocates itself; a PE image has one for the loader, behind everything else.</summary>
    public byte[] Relocations { get; private set; } = [];

    public byte[] Symbols { get; private set; } = [];

    /// <summary>End of what comes from the file, by address.</summary>
    public ulong ImageSize => _isPacked ? DataEnd : AlignUp(DataEnd, PageSize);

    /// <summary>The pages that hold what is read-only once it is relocated.</summary>
    public (ulong Start, ulong End) RelroPages => (RelroStart & ~(ulong)(PageSize - 1), DataStart & ~(ulong)(PageSize - 1));

    /// <summary>Address of the reserved segment.</summary>
    public ulong TailAddress => AlignUp(BssEnd, PageSize);

    /// <summary>Where in the file the first byte of a segment stands.</summary>
    public ulong OffsetOf(ulong segmentStart)
    {
        ulong offset = segmentStart;
        foreach ((ulong end, ulong next) in (ReadOnlySpan<(ulong, ulong)>)
                 [(ReadOnlyEnd, TextStart), (TextEnd, RelroStart), (RelroEnd, DataStart)])
        {
            if (_isPacked && next <= segmentStart)
            {
                offset -= next - AlignUp(end, SegmentAlignment);
            }
        }

        return offset;
    }

    /// <summary>The bytes of the file from those of the image by address.</summary>
    public byte[] ToFile(byte[] image)
    {
        if (!_isPacked)
        {
            return image;
        }

        byte[] file = new byte[OffsetOf(DataStart) + DataEnd - DataStart];
        foreach ((ulong start, ulong end) in (ReadOnlySpan<(ulong, ulong)>)
                 [(0, ReadOnlyEnd), (TextStart, TextEnd), (RelroStart, RelroEnd), (DataStart, DataEnd)])
        {
            image.AsSpan((int)start, (int)(end - start)).CopyTo(file.AsSpan((int)OffsetOf(start)));
        }

        return file;
    }

    public static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    public ulong AddressOf(ObjectSection section) => _offsets[section];

    public bool Holds(ObjectSection section) => _offsets.ContainsKey(section);

    /// <summary>Places sections in the order given.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="platform">What loads the image.</param>
    /// <param name="sections">All sections of all objects.</param>
    /// <param name="encodeSymbols">Makes the table of function names, from addresses that count from the start of the code.</param>
    public static ImageLayout Create(
        string name, LinkPlatform platform, IReadOnlyList<ObjectSection> sections, Func<ImageLayout, byte[]> encodeSymbols)
    {
        ImageLayout layout = new(platform);

        // First each segment by itself, from address 0: the two tables, whose sizes decide where the others lie, depend only
        // on distances inside a segment, or between two segments that move together.
        ulong text = layout.Place(sections, ObjectSectionKind.Code, 0);
        ulong relro = layout.Place(sections, ObjectSectionKind.RelocatedReadOnly, 0);
        ulong data = layout.Place(sections, ObjectSectionKind.Data, layout.NextSegment(relro));
        layout.FindRelativePlaces(sections);
        layout.Symbols = encodeSymbols(layout);

        layout.RelocationTable = (ulong)layout.PolicyWord + 8;
        ulong readOnly = layout.Place(
            sections, ObjectSectionKind.ReadOnly, layout.RelocationTable + (ulong)layout.Relocations.Length);
        layout.SymbolTable = readOnly;
        layout.ReadOnlyEnd = readOnly + (ulong)layout.Symbols.Length;

        layout.TextStart = layout.NextSegment(layout.ReadOnlyEnd);
        layout.TextEnd = layout.TextStart + text;
        layout.RelroStart = layout.NextSegment(layout.TextEnd);
        layout.RelroEnd = layout.RelroStart + relro;
        layout.DataStart = layout.RelroStart + layout.NextSegment(relro);
        layout.DataEnd = layout.RelroStart + data;
        layout.Move(sections, ObjectSectionKind.Code, layout.TextStart);
        layout.Move(sections, ObjectSectionKind.RelocatedReadOnly, layout.RelroStart);
        layout.Move(sections, ObjectSectionKind.Data, layout.RelroStart);

        layout.BssStart = layout.DataEnd;
        layout.BssEnd = layout.Place(sections, ObjectSectionKind.Bss, layout.DataEnd);
        layout.FindRelativePlaces(sections);
        if (layout.BssEnd > LargestImage)
        {
            throw LinkErrors.TooLarge(name);
        }

        return layout;
    }

    /// <summary>The address of a segment that follows one which ends here: on pages of its own.</summary>
    private ulong NextSegment(ulong end) => _isPacked ? AlignUp(end, SegmentAlignment) + PageSize : AlignUp(end, PageSize);

    private ulong Place(IReadOnlyList<ObjectSection> sections, ObjectSectionKind kind, ulong address)
    {
        foreach (ObjectSection section in sections)
        {
            if (section.Kind == kind)
            {
                address = AlignUp(address, (ulong)section.Alignment);
                _offsets[section] = address;
                address += section.Size;
            }
        }

        return address;
    }

    private void Move(IReadOnlyList<ObjectSection> sections, ObjectSectionKind kind, ulong by)
    {
        foreach (ObjectSection section in sections)
        {
            if (section.Kind == kind)
            {
                _offsets[section] += by;
            }
        }
    }

    private void FindRelativePlaces(IReadOnlyList<ObjectSection> sections)
    {
        List<ulong> places = [];
        foreach (ObjectSection section in sections)
        {
            if (section.Kind is ObjectSectionKind.RelocatedReadOnly or ObjectSectionKind.Data)
            {
                foreach (ObjectRelocation relocation in section.Relocations)
                {
                    if (relocation.Kind == ObjectRelocationKind.Absolute64)
                    {
                        places.Add(_offsets[section] + (ulong)relocation.Offset);
                    }
                }
            }
        }

        places.Sort();
        RelativePlaces = places;
        Relocations = IsPe ? [] : RelativeRelocations.Encode(places);
    }
}
