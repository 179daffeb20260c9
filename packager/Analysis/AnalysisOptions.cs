using System.Collections.Generic;
using LiteBox.Packager.Analysis.Managed;

namespace LiteBox.Packager.Analysis;

/// <summary>What an analysis takes into account besides the images.</summary>
public sealed record AnalysisOptions
{
    /// <summary>The defaults: no other programs, no cache.</summary>
    public static AnalysisOptions Default { get; } = new();

    /// <summary>
    /// The closures of the other programs in the root file system, which the program may execute: each counts once
    /// <c>execve</c> or <c>execveat</c> is reachable. The first image of each has <see cref="ImageRole.Program"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<AnalyzedImage>> OtherPrograms { get; init; } = [];

    /// <summary>The program executes no other program, whatever calls it can make: <see cref="OtherPrograms"/> is ignored.</summary>
    public bool Closed { get; init; }

    /// <summary>Native functions that managed code calls by name: they count as reachable in whichever image exports them.</summary>
    public IReadOnlyList<PInvoke> PInvokes { get; init; } = [];

    /// <summary>Keeps what was found out about single files; null disassembles every file anew.</summary>
    public AnalysisCache? Cache { get; init; }
}
