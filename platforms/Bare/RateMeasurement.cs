namespace LiteBox.South;

/// <summary>
/// Compares a counter that runs down at an unknown rate with the time-stamp counter. It begins at the start of the machine and is
/// finished when the rate is first wanted: the longer the time between, the smaller what is uncertain at its ends, and
/// nobody waits for it. A host may stop this CPU between any two instructions: a sample counts only when little time passed around it.
/// </summary>
internal unsafe struct RateMeasurement
{
    private const int FirstSamples = 4;

    // What is uncertain, as a share of the whole: what is wanted, and what will do in the end. Of so many counts one is not much either.
    private const ulong Wanted = 5000, Enough = 1000, LeastCounts = 10_000;

    // Between two samples a 16-bit counter of 1.2 MHz must not wrap, whatever the CPU's rate from 1 GHz on.
    private const ulong LongestGap = 50_000_000;
    private const ulong Patience = 4_000_000_000;

    private readonly delegate*<uint> _counter;
    private ulong _at;
    private ulong _uncertainty;
    private uint _value;

    /// <summary>Prepares a measurement.</summary>
    /// <param name="counter">Reads the counter.</param>
    public RateMeasurement(delegate*<uint> counter) => _counter = counter;

    /// <summary>Takes the first sample. False: the counter does not run.</summary>
    public bool TryBegin()
    {
        Take();
        RateMeasurement next = this;
        ulong patience = _at + Patience;
        uint first = _value;
        for (int i = 1; i < FirstSamples || next._value == first; i++)
        {
            next.Take();
            if (next._uncertainty < _uncertainty)
            {
                this = next;
            }

            if (next._at > patience)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes on until the rate is known well enough.</summary>
    /// <param name="mask">The counter's highest value: all ones. It has not come around since the first sample.</param>
    /// <param name="most">After how many counts a thousandth of uncertainty is enough.</param>
    /// <param name="counts">How far it ran down.</param>
    /// <param name="ticks">How far the time-stamp counter came meanwhile.</param>
    /// <returns>False: the counter does not run any more.</returns>
    public readonly bool TryFinish(uint mask, uint most, out ulong counts, out ulong ticks)
    {
        RateMeasurement sample = this;
        ulong start = _at, uncertainty = _uncertainty, before = ulong.MaxValue - LongestGap, patience = Stub.ReadTsc() + Patience;
        counts = 0;
        ticks = 0;
        while (sample._at < patience)
        {
            uint value = sample._value;
            sample.Take();
            if (sample._at > before + LongestGap)
            {
                // The counter may have come around unseen.
                counts = 0;
                value = sample._value;
                start = sample._at;
                uncertainty = sample._uncertainty;
            }

            before = sample._at;
            counts += (value - sample._value) & mask;
            ticks = sample._at - start;
            ulong share = ticks / (uncertainty + sample._uncertainty + 1);
            if (counts >= LeastCounts && (share >= Wanted || (share >= Enough && counts >= most)))
            {
                return true;
            }
        }

        return false;
    }

    private void Take()
    {
        ulong before = Stub.ReadTsc();
        _value = _counter();
        _uncertainty = Stub.ReadTsc() - before;
        _at = before + (_uncertainty / 2);
    }
}
