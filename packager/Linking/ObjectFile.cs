using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>What the linker takes: sections, symbols and relocations, from the compiler or from assembled stubs.</summary>
public sealed class ObjectFile
{
    /// <summary>Creates an empty object.</summary>
    /// <param name="name">For messages.</param>
    public ObjectFile(string name) => Name = name;

    /// <summary>For messages: a file name or "stubs".</summary>
    public string Name { get; }

    /// <summary>The sections that have a place in the image.</summary>
    public List<ObjectSection> Sections { get; } = [];

    /// <summary>All symbols, undefined ones too.</summary>
    public List<ObjectSymbol> Symbols { get; } = [];
}
