using System.Collections.Generic;
using LiteBox.Packager.Analysis;

namespace LiteBox.Tool;

/// <summary>What <c>litebox explain --json</c> prints.</summary>
/// <param name="Program">The program.</param>
/// <param name="Syscall">The system call.</param>
/// <param name="Number">Its number.</param>
/// <param name="Reachable">Whether the program can make it, as far as the analysis knows.</param>
/// <param name="Witness">One way to it; empty when it is only kept because the set could not be bounded.</param>
/// <param name="Unresolved">Why the set was widened.</param>
internal sealed record ExplainReport(
    string Program, string Syscall, int Number, bool Reachable, IReadOnlyList<WitnessStep> Witness, IReadOnlyList<string> Unresolved);
