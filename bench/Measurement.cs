using System.Collections.Generic;
using System.Linq;

namespace LiteBox.Bench;

/// <summary>
/// The times of one benchmark, in nanoseconds, natively and boxed, taken in turn. With <see cref="IsRate"/> they are those that
/// one request takes of a server under load, and are shown as requests a second.
/// </summary>
internal sealed record Measurement(string Name, Goal? Goal, IReadOnlyList<double> Native, IReadOnlyList<double> Boxed)
{
    /// <summary>True when the times are shown as how many fit into a second.</summary>
    public bool IsRate { get; init; }

    /// <summary>The native time of the whole: the middle one, or that of the mean rate.</summary>
    public double NativeTime => Whole(Native);

    /// <summary>The boxed time of the whole: the middle one, or that of the mean rate.</summary>
    public double BoxedTime => Whole(Boxed);

    // A start that was disturbed says nothing about the others; of a server under load all the requests count.
    private double Whole(IReadOnlyList<double> values) => IsRate ? 1 / values.Average(static v => 1 / v) : Median(values);

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
