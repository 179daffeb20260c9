using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Analysis;

/// <summary>The system calls that a program can make.</summary>
public sealed class AnalysisResult
{
    private readonly Func<int, IReadOnlyList<WitnessStep>> _witness;
    private readonly Func<int, int, IReadOnlySet<uint>?> _arguments;
    private readonly Func<int, int, IReadOnlySet<string>?> _texts;

    internal AnalysisResult(
        SortedSet<int> numbers, IReadOnlyList<Unresolved> reasons, IReadOnlyList<ImageStatistics> images,
        Func<int, IReadOnlyList<WitnessStep>> witness, Func<int, int, IReadOnlySet<uint>?> arguments,
        Func<int, int, IReadOnlySet<string>?> texts)
    {
        Numbers = numbers;
        Reasons = reasons;
        Images = images;
        _witness = witness;
        _arguments = arguments;
        _texts = texts;
    }

    /// <summary>Whether the set had to become all system calls; <see cref="Reasons"/> says why.</summary>
    public bool All => Reasons.Count != 0;

    /// <summary>The numbers; every defined one when <see cref="All"/>.</summary>
    public SortedSet<int> Numbers { get; }

    /// <summary>What could not be resolved, in the order of the images; empty when the set is exact.</summary>
    public IReadOnlyList<Unresolved> Reasons { get; }

    /// <summary>Figures for every image that was taken into account.</summary>
    public IReadOnlyList<ImageStatistics> Images { get; }

    /// <summary>
    /// One way to a system call, from the start of the process to the instruction. Empty when the number is not in the set,
    /// or is in it only because the set is <see cref="All"/>.
    /// </summary>
    public IReadOnlyList<WitnessStep> Witness(int number) => _witness(number);

    /// <summary>
    /// The values, cut to 32 bits, that an argument of a system call can have; null when they cannot be listed. Only for calls whose
    /// number is in the set because instructions make them. Flags of open(2) are those for other files than the devices that a C library
    /// opens in place of closed standard streams; an action for a signal that is the default counts as none.
    /// </summary>
    /// <param name="number">The call's number.</param>
    /// <param name="position">Which argument, from 0 to 5.</param>
    public IReadOnlySet<uint>? Arguments(int number, int position) => _arguments(number, position);

    /// <summary>
    /// The strings that an argument of a system call can point to; null when they cannot be listed, as with <see cref="Arguments"/>. Of
    /// a path that the C library puts together there is a pattern, with a star for what is not known.
    /// </summary>
    public IReadOnlySet<string>? Texts(int number, int position) => _texts(number, position);

    /// <summary>The witness as text for <c>litebox explain</c>, one step a line.</summary>
    public string Explain(int number) => WitnessText.Write(this, number);
}
