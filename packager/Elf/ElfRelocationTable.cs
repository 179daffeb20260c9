using System.Collections.Generic;

namespace LiteBox.Packager.Elf;

/// <summary>The relocations of one section of relocations.</summary>
public sealed class ElfRelocationTable
{
    internal ElfRelocationTable(
        ElfSection section, ElfSection? target, ElfSymbolTable symbols, IReadOnlyList<ElfRelocation> relocations)
    {
        Section = section;
        Target = target;
        Symbols = symbols;
        Relocations = relocations;
    }

    /// <summary>The section that holds them.</summary>
    public ElfSection Section { get; }

    /// <summary>The section they apply to; null when they apply to the whole image.</summary>
    public ElfSection? Target { get; }

    /// <summary>The symbols that <see cref="ElfRelocation.SymbolIndex"/> counts in; every index is within it.</summary>
    public ElfSymbolTable Symbols { get; }

    /// <summary>The relocations in file order.</summary>
    public IReadOnlyList<ElfRelocation> Relocations { get; }
}
