using System.Globalization;

namespace LiteBox.Bench;

/// <summary>What a measurement should show.</summary>
internal abstract record Goal
{
    /// <summary>Boxed at least this many times faster than native.</summary>
    public sealed record Faster(double Times) : Goal
    {
        public override bool IsMet(double native, double boxed) => native / boxed >= Times;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at least {Times:0.#}x faster");
    }

    /// <summary>Boxed at most this much slower, as a fraction of native.</summary>
    public sealed record Within(double Fraction) : Goal
    {
        public override bool IsMet(double native, double boxed) => boxed <= native * (1 + Fraction);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"within {Fraction * 100:0.#} %");
    }

    /// <summary>Boxed at most this many times the native time.</summary>
    public sealed record AtMost(double Times) : Goal
    {
        public override bool IsMet(double native, double boxed) => boxed <= native * Times;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at most {Times:0.0#}x native");
    }

    /// <summary>Boxed at least this part of what native gets done in the same time.</summary>
    public sealed record Throughput(double Part) : Goal
    {
        public override bool IsMet(double native, double boxed) => native / boxed >= Part;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at least {Part:0.00} of native");
    }

    /// <summary>Boxed at most this much slower, in nanoseconds.</summary>
    public sealed record AtMostMore(double Nanoseconds) : Goal
    {
        public override bool IsMet(double native, double boxed) => boxed <= native + Nanoseconds;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"native + {Nanoseconds / 1e6:0.#} ms");
    }

    /// <summary>Whether the two times meet it.</summary>
    public abstract bool IsMet(double native, double boxed);
}
