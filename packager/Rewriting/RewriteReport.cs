using System;
using System.Collections.Immutable;
using System.Linq;

namespace LiteBox.Packager.Rewriting;

/// <summary>How every site of a file was handled; nothing is ever left out.</summary>
public sealed record RewriteReport
{
    /// <summary>What diagnostics call the file.</summary>
    public required string File { get; init; }

    /// <summary>Whether the file had been rewritten before, and so was left as it is.</summary>
    public bool AlreadyRewritten { get; init; }

    /// <summary>Bytes of executable code that were searched.</summary>
    public long CodeBytes { get; init; }

    /// <summary>Every site, ascending by address.</summary>
    public ImmutableArray<RewrittenSite> Sites { get; init; } = [];

    /// <summary>How many sites were handled in one way.</summary>
    public int Count(SiteKind kind) => Sites.Count(s => s.Kind == kind);

    /// <summary>One line of counts.</summary>
    public override string ToString() => AlreadyRewritten
        ? FormattableString.Invariant($"{File}: already rewritten")
        : FormattableString.Invariant($"{File}: {Count(SiteKind.Jump)} jumps, {Count(SiteKind.ShortJump)} short jumps, {Count(SiteKind.Trap)} traps, {Count(SiteKind.Legacy)} legacy, {Count(SiteKind.Embedded)} embedded");
}
