using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Managed;

/// <summary>A native function that managed code can call.</summary>
/// <param name="Library">The library as the code names it, for instance <c>libSystem.Native</c>.</param>
/// <param name="Function">The function.</param>
/// <param name="Witness">The managed methods that lead to it, from the entry point on.</param>
public sealed record PInvoke(string Library, string Function, IReadOnlyList<string> Witness)
{
    /// <inheritdoc/>
    public override string ToString() => Library + "!" + Function;
}
