namespace LiteBox.Packager.Linking;

/// <summary>A name for a place in a section, or for one that another object has to supply.</summary>
public sealed class ObjectSymbol
{
    /// <summary>Creates a symbol.</summary>
    /// <param name="name">The name; may be empty for a section's own symbol.</param>
    /// <param name="section">The section that holds it; null when it is undefined.</param>
    /// <param name="offset">Bytes from the start of the section.</param>
    /// <param name="size">Bytes it covers, 0 when not known.</param>
    /// <param name="isGlobal">Whether other objects see it.</param>
    /// <param name="isFunction">Whether it names code.</param>
    public ObjectSymbol(string name, ObjectSection? section, ulong offset, ulong size, bool isGlobal, bool isFunction)
    {
        Name = name;
        Section = section;
        Offset = offset;
        Size = size;
        IsGlobal = isGlobal;
        IsFunction = isFunction;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The section that holds it; null when it is undefined.</summary>
    public ObjectSection? Section { get; internal set; }

    /// <summary>Bytes from the start of the section.</summary>
    public ulong Offset { get; internal set; }

    /// <summary>Bytes it covers, 0 when not known.</summary>
    public ulong Size { get; }

    /// <summary>Whether other objects see it.</summary>
    public bool IsGlobal { get; }

    /// <summary>Whether it names code.</summary>
    public bool IsFunction { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
