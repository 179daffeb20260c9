namespace LiteBox.South;

/// <summary>
/// Compares a counter that runs down at an unknown rate with the time-stamp counter. A host may stop this CPU between any
/// two instructions: a sample counts only when little time passed around it, and the measurement goes on until what is
/// uncertain at its ends is less than a thousandth of it.
/// </summary>
internal unsafe ref struct RateMeasurement
{
    private const int FirstSamples = 16;
    private const ulong Precision = 1000;

    // Between two samples a 16-bit counter of 1.2 MHz must not wrap, whatever the CPU's rate from 1 GHz on.
    private const ulong LongestGap = 50_000_000;
    private const ulong Patience = 4_000_000_000;

    private readonly delegate*<uint> _counter;
    private ulong _at;
    private ulong _uncertainty;
    private uint _value;

    private RateMeasurement(delegate*<uint> counter) => _counter = counter;

    /// <summary>Measures.</summary>
    /// <param name="counter">Reads the counter.</param>
    /// <param name="mask">Its highest value: all ones.</param>
    /// <param name="least">How many counts to wait for at least.</param>
    /// <param name="counts">How far it ran down.</param>
    /// <param name="ticks">How far the time-stamp counter came meanwhile.</param>
    /// <returns>False: the counter does not run.</returns>
    public static bool TryMeasure(delegate*<uint> counter, uint mask, uint least, out ulong counts, out ulong ticks)
    {
        ulong patience = Stub.ReadTsc() + Patience;
        RateMeasurement sample = new(counter);
        while (true)
        {
            sample.Best();
            ulong start = sample._at, uncertainty = sample._uncertainty;
            counts = 0;
            ticks = 0;
            while (sample._at < patience)
            {
                ulong before = sample._at;
                uint value = sample._value;
                sample.Take();
                if (sample._at - before > LongestGap)
                {
                    break;
                }

                counts += (value - sample._value) & mask;
                ticks = sample._at - start;
                if (counts >= least && (uncertainty + sample._uncertainty) * Precision <= ticks)
                {
                    return true;
                }
            }

            if (sample._at >= patience)
            {
                return false;
            }
        }
    }

    private void Best()
    {
        Take();
        for (int i = 1; i < FirstSamples; i++)
        {
            RateMeasurement next = new(_counter);
            next.Take();
            if (next._uncertainty < _uncertainty)
            {
                this = next;
            }
        }
    }

    private void Take()
    {
        ulong before = Stub.ReadTsc();
        _value = _counter();
        _uncertainty = Stub.ReadTsc() - before;
        _at = before + (_uncertainty / 2);
    }
}
