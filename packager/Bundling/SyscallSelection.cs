using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Compiling;

namespace LiteBox.Packager.Bundling;

/// <summary>Which handlers of the library OS a bundle keeps.</summary>
internal sealed class SyscallSelection
{
    private SyscallSelection(SortedSet<string> kept, SyscallHandlers handlers, IReadOnlyList<string> unknown, IReadOnlyList<string> unresolved)
    {
        Kept = kept;
        KeptNumbers = [.. kept.Select(name => handlers.Numbers[name]).Order()];
        All = handlers.Numbers.Count;
        Unknown = unknown;
        Unresolved = unresolved;
    }

    /// <summary>Names, sorted.</summary>
    public SortedSet<string> Kept { get; }

    /// <summary>Their numbers, sorted.</summary>
    public IReadOnlyList<int> KeptNumbers { get; }

    /// <summary>How many handlers there are.</summary>
    public int All { get; }

    /// <summary>Names of system calls that the program may make and that have no handler, sorted; empty when the set is not bounded.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Why the set is not bounded.</summary>
    public IReadOnlyList<string> Unresolved { get; }

    /// <summary>What the calls are given; null: nothing is known.</summary>
    public ArgumentValues? Arguments { get; private init; }

    /// <summary>The strings that they are given; null: nothing is known.</summary>
    public ArgumentTexts? Texts { get; private init; }

    /// <summary>None at all: for a program that makes no system calls.</summary>
    public static SyscallSelection None(SyscallHandlers handlers) => new(new SortedSet<string>(StringComparer.Ordinal), handlers, [], []);

    /// <summary>Chooses: what the analysis found, what the request adds, less what it removes.</summary>
    /// <param name="analysis">Null keeps every handler.</param>
    public static SyscallSelection Choose(BundleRequest request, SyscallHandlers handlers, AnalysisResult? analysis)
    {
        HashSet<string> needed = analysis is null
            ? [.. handlers.Numbers.Keys]
            : [.. analysis.Numbers.Select(SyscallNames.NameOf)];
        needed.UnionWith(request.IncludeSyscalls);
        needed.ExceptWith(request.ExcludeSyscalls);
        SortedSet<string> kept = new(needed.Where(handlers.Numbers.ContainsKey), StringComparer.Ordinal);
        return new SyscallSelection(kept, handlers,
            analysis is { All: true } ? [] : [.. needed.Except(kept).Order(StringComparer.Ordinal)],
            analysis is null ? [] : [.. analysis.Reasons.Select(reason => reason.ToString())])
        {
            // Who adds a call by hand knows of one that the analysis does not see.
            Arguments = analysis is null ? null : (name, position) => request.IncludeSyscalls.Contains(name)
                ? null
                : analysis.Arguments(handlers.Numbers[name], position),
            Texts = analysis is null ? null : (name, position) => request.IncludeSyscalls.Contains(name)
                ? null
                : analysis.Texts(handlers.Numbers[name], position),
        };
    }
}
