using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Pe;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Makes the PE file of a linked image. Windows' loader adjusts the addresses in it before the first instruction, so what holds
/// addresses and never changes is read-only from the start.
/// </summary>
internal static class WindowsImage
{
    /// <summary>
    /// Above the guest's addresses. Windows chooses an address of its own anyway; where none is chosen, under Wine, the image
    /// lies where a stray system call in it would be noticed (docs/ARCHITECTURE.md, "Windows").
    /// </summary>
    private const ulong PreferredBase = 0x5400_0000_0000;

    /// <summary>Writes the file.</summary>
    /// <param name="image">The linked bytes by image-relative address, with nothing before the end of the first page.</param>
    /// <param name="layout">Where everything lies.</param>
    /// <param name="imports">The import table.</param>
    /// <param name="entry">Image-relative address of the first instruction.</param>
    public static byte[] Write(byte[] image, ImageLayout layout, ImportSection imports, ulong entry)
    {
        PeImportTable table = imports.At(layout);
        table.Bytes.CopyTo(image, table.AddressTable.Address);
        byte[] relocations = PeBaseRelocations.Encode([.. layout.RelativePlaces.Select(static p => (uint)p)]);
        foreach (ulong place in layout.RelativePlaces)
        {
            Span<byte> word = image.AsSpan((int)place, sizeof(ulong));
            BinaryPrimitives.WriteUInt64LittleEndian(word, PreferredBase + BinaryPrimitives.ReadUInt64LittleEndian(word));
        }

        List<PeSection> sections = [];
        void Add(string name, ulong start, ulong end, ulong memoryEnd, PeSectionFlags flags)
        {
            if (memoryEnd != start)
            {
                sections.Add(new PeSection(
                    name, (uint)start, (uint)(memoryEnd - start), image.AsMemory((int)start, (int)(end - start)), flags | PeSectionFlags.Read));
            }
        }

        Add(".rdata", ImageLayout.PageSize, layout.ReadOnlyEnd, layout.ReadOnlyEnd, PeSectionFlags.InitializedData);
        Add(".text", layout.TextStart, layout.TextEnd, layout.TextEnd, PeSectionFlags.Code | PeSectionFlags.Execute);
        Add(".rodata", layout.RelroStart, layout.RelroEnd, layout.RelroEnd, PeSectionFlags.InitializedData);
        Add(".data", layout.DataStart, layout.DataEnd, layout.BssEnd, PeSectionFlags.InitializedData | PeSectionFlags.Write);
        PeDirectory relocationTable = default;
        if (relocations.Length != 0)
        {
            relocationTable = new PeDirectory((uint)layout.TailAddress, (uint)relocations.Length);
            sections.Add(new PeSection(
                ".reloc", relocationTable.Address, relocationTable.Size, relocations,
                PeSectionFlags.InitializedData | PeSectionFlags.Read | PeSectionFlags.Discardable));
        }

        return new PeImageWriter
        {
            ImageBase = PreferredBase,
            EntryPoint = (uint)entry,
            Sections = sections,
            Imports = table.Descriptors,
            ImportAddresses = table.AddressTable,
            Relocations = relocationTable,
        }.Write();
    }
}
