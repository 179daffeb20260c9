using System;

namespace LiteBox.Bench;

/// <summary>A benchmark and what measures it.</summary>
internal sealed record Benchmark(string Name, Func<Measurement> Measure);
