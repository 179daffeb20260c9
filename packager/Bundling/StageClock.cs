using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace LiteBox.Packager.Bundling;

/// <summary>Runs the stages one after the other, times them and says so.</summary>
internal sealed class StageClock(IProgress<BundleProgress>? progress, CancellationToken cancellation)
{
    private readonly List<StageTime> _times = [];

    public IReadOnlyList<StageTime> Times => _times;

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="text">What it does, one line for people.</param>
    /// <param name="run">Does it; true when all of its result came from the cache.</param>
    public void Run(BundleStage stage, string text, Func<bool> run)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new BundleProgress(stage, text, null));
        long start = Stopwatch.GetTimestamp();
        bool cached = run();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        _times.Add(new StageTime(stage, elapsed.TotalMilliseconds, cached));
        progress?.Report(new BundleProgress(stage, text, elapsed));
    }
}
