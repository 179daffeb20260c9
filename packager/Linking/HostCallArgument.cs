using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>What the filter and the stub know about one argument of a host call.</summary>
public sealed class HostCallArgument
{
    /// <summary>Position among the registers of the kernel's convention: RDI, RSI, RDX, R10, R8, R9.</summary>
    public required int Position { get; init; }

    /// <summary>The value that the stub loads; null when the caller passes it.</summary>
    public long? Constant { get; init; }

    /// <summary>Position among the caller's arguments; -1 for a constant.</summary>
    public int Parameter { get; init; } = -1;

    /// <summary>Whether the stub clears the upper half of what the caller passes.</summary>
    public bool Is32Bit { get; init; }

    /// <summary>The values allowed; empty: any.</summary>
    public IReadOnlyList<long> Values { get; init; } = [];

    /// <summary>The bits that may be set; null: any.</summary>
    public long? Mask { get; init; }

    /// <summary>Whether the value must be the process id, which is known when the filter is installed.</summary>
    public bool IsProcessId { get; init; }
}
