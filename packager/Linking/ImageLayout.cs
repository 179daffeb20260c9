using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Where everything lies. File offset and image-relative address are the same up to the end of the file: a reader of a
/// crash address needs no arithmetic, and no page of the file is mapped twice with different rights.
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

    private ImageLayout(LinkPlatform platform) => IsPe = platform == LinkPlatform.Windows;

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

    /// <summary>Bytes of the file.</summary>
    public ulong FileSize => AlignUp(DataEnd, PageSize);

    /// <summary>Address of the reserved segment.</summary>
    public ulong TailAddress => AlignUp(BssEnd, PageSize);

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
        ulong data = layout.Place(sections, ObjectSectionKind.Data, AlignUp(relro, PageSize));
        layout.FindRelativePlaces(sections);
        layout.Symbols = encodeSymbols(layout);

        layout.RelocationTable = (ulong)layout.PolicyWord + 8;
        ulong readOnly = layout.Place(
            sections, ObjectSectionKind.ReadOnly, layout.RelocationTable + (ulong)layout.Relocations.Length);
        layout.SymbolTable = readOnly;
        layout.ReadOnlyEnd = readOnly + (ulong)layout.Symbols.Length;

        layout.TextStart = AlignUp(layout.ReadOnlyEnd, PageSize);
        layout.TextEnd = layout.TextStart + text;
        layout.RelroStart = AlignUp(layout.TextEnd, PageSize);
        layout.RelroEnd = AlignUp(layout.RelroStart + relro, PageSize);
        layout.DataStart = layout.RelroEnd;
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
