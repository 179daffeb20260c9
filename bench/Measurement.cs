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

    /// <summary>The middle of the native times.</summary>
    public double NativeMedian => Median(Native);

    /// <summary>The middle of the boxed times.</summary>
    public double BoxedMedian => Median(Boxed);

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
