namespace LiteBox.Packager.Rewriting;

/// <summary>A place found by the scan, and what the sweep makes of it.</summary>
internal sealed class Site(ulong address, SiteKind kind, Neighbourhood code, string? reason)
{
    public ulong Address { get; } = address;

    /// <summary><see cref="SiteKind.Trap"/> until a better way is found.</summary>
    public SiteKind Kind { get; set; } = kind;

    public Neighbourhood Code { get; } = code;

    /// <summary>Bytes of meaningless prefixes before the two bytes of the site.</summary>
    public int Prefixes { get; init; }

    public string? Reason { get; set; } = reason;

    /// <summary>The displaced instructions, first and last address; of the site alone for a short jump.</summary>
    public (ulong Start, ulong End) Window { get; set; }

    /// <summary>Address of the padding that a short jump goes to.</summary>
    public ulong Gap { get; set; }

    /// <summary>Whether instructions after the site are displaced.</summary>
    public bool ReturnsInTrampoline => Window.End > Address + 2;
}
