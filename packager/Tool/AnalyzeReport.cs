using System.Collections.Generic;
using LiteBox.Packager.Analysis;

namespace LiteBox.Tool;

/// <summary>What <c>litebox analyze --json</c> prints.</summary>
/// <param name="Program">The program.</param>
/// <param name="All">Whether the set had to become every system call.</param>
/// <param name="Syscalls">Names of the system calls, in the order of their numbers.</param>
/// <param name="Unresolved">Why the set was widened.</param>
/// <param name="Images">The files that were looked at.</param>
/// <param name="NativeFunctions">Of a .NET program: what its code calls by P/Invoke, as <c>library!function</c>.</param>
internal sealed record AnalyzeReport(
    string Program, bool All, IReadOnlyList<string> Syscalls, IReadOnlyList<string> Unresolved, IReadOnlyList<ImageStatistics> Images,
    IReadOnlyList<string> NativeFunctions);
