using System.Collections.Generic;

namespace LiteBox.Packager.Running;

/// <summary>How a bundle is run.</summary>
public sealed class RunOptions
{
    /// <summary>Arguments that follow those in the bundle.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>MiB of memory of a machine; null: enough for the file and 256 MiB.</summary>
    public int? MemoryMebibytes { get; init; }

    /// <summary>QEMU's accelerator (<c>tcg</c>, <c>kvm</c>); null: kvm where the CPU's virtualisation is usable.</summary>
    public string? Accelerator { get; init; }
}
