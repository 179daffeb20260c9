using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>A piece of an object that is placed as a whole.</summary>
public sealed class ObjectSection
{
    /// <summary>Creates a section.</summary>
    /// <param name="name">Its name, for messages and the order of pieces.</param>
    /// <param name="kind">Where it goes.</param>
    /// <param name="alignment">A power of two, in bytes.</param>
    /// <param name="bytes">Contents; empty for <see cref="ObjectSectionKind.Bss"/>.</param>
    /// <param name="size">Bytes in memory.</param>
    public ObjectSection(string name, ObjectSectionKind kind, int alignment, ReadOnlyMemory<byte> bytes, ulong size)
    {
        Name = name;
        Kind = kind;
        Alignment = alignment;
        Bytes = bytes;
        Size = size;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Where it goes.</summary>
    public ObjectSectionKind Kind { get; internal set; }

    /// <summary>A power of two, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>Contents before relocation.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Bytes in memory.</summary>
    public ulong Size { get; }

    /// <summary>What must be filled in, by offset.</summary>
    public List<ObjectRelocation> Relocations { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
