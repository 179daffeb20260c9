using System.Collections.Generic;

namespace LiteBox.Packager.Compiling;

/// <summary>What one library OS is compiled from.</summary>
public sealed class CompilationRequest
{
    /// <summary>Paths of the assemblies: core library, South contract, South, North, shim, and maybe an application on North.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    /// <summary>The feature switches.</summary>
    public required FeatureSet Features { get; init; }
}
