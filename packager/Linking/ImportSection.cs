using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Pe;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The import table of a PE image as an object of the link: its size and the places of the addresses in it are known
/// before it has an address itself, its bytes only then.
/// </summary>
internal sealed class ImportSection
{
    private readonly List<PeImport> _imports;
    private readonly ObjectSection _section;

    public ImportSection(IEnumerable<WindowsCall> calls)
    {
        WindowsCall[] all = [.. calls];
        _imports =
        [
            .. all.GroupBy(static c => c.Library, StringComparer.Ordinal)
                .OrderByDescending(static g => g.Key, StringComparer.Ordinal)
                .Select(static g => new PeImport(g.Key, [.. g.Select(static c => c.Function).Order(StringComparer.Ordinal)])),
        ];
        PeImportTable table = PeImportTable.Build(_imports, 0);
        _section = new ObjectSection("imports", ObjectSectionKind.ReadOnly, 8, table.Bytes, (ulong)table.Bytes.Length);
        Object.Sections.Add(_section);
        foreach (WindowsCall call in all)
        {
            Object.Symbols.Add(new ObjectSymbol(
                call.AddressSymbol, _section, table.Slots[call.Function], sizeof(ulong), isGlobal: true, isFunction: false));
        }
    }

    /// <summary>What the linker places.</summary>
    public ObjectFile Object { get; } = new("imports");

    /// <summary>The table for the place that it got.</summary>
    public PeImportTable At(ImageLayout layout) => PeImportTable.Build(_imports, (uint)layout.AddressOf(_section));
}
