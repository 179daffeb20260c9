using System;

namespace LiteBox.Packager.Linking;

/// <summary>What goes into one image.</summary>
public sealed class LinkInput
{
    /// <summary>The object that ILC wrote.</summary>
    public required ReadOnlyMemory<byte> Object { get; init; }

    /// <summary>Its name, for messages.</summary>
    public required string ObjectName { get; init; }

    /// <summary>The untrimmed LiteBox.South assembly of the target, whose [HostCall] methods become stubs and filter rules.</summary>
    public required ReadOnlyMemory<byte> SouthAssembly { get; init; }

    /// <summary>What it is linked for.</summary>
    public LinkPlatform Platform { get; init; } = LinkPlatform.Linux;

    /// <summary>Whether the image carries the names of its functions, for the backtrace of a panic.</summary>
    public bool EmbedSymbols { get; init; } = true;
}
