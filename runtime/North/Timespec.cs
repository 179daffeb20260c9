namespace LiteBox.North;

/// <summary>struct timespec of x86-64 Linux.</summary>
public struct Timespec
{
    /// <summary>Seconds.</summary>
    public long Seconds;

    /// <summary>Nanoseconds, 0..999,999,999.</summary>
    public long Nanoseconds;

    /// <summary>The span or point of time as seconds and nanoseconds; negative time keeps the nanoseconds positive.</summary>
    public static Timespec From(long nanoseconds)
    {
        long seconds = nanoseconds / Clock.Second;
        long rest = nanoseconds - seconds * Clock.Second;
        if (rest < 0)
        {
            seconds--;
            rest += Clock.Second;
        }

        return new Timespec { Seconds = seconds, Nanoseconds = rest };
    }

    /// <summary>
    /// The nanoseconds; <see cref="Clock.Never"/> when they do not fit in 63 bits. False when the fields are out of range,
    /// which Linux answers with EINVAL.
    /// </summary>
    public readonly bool TryToNanoseconds(out long nanoseconds)
    {
        nanoseconds = 0;
        if (Seconds < 0 || Nanoseconds is < 0 or >= Clock.Second)
            return false;
        nanoseconds = Seconds >= Clock.Never / Clock.Second ? Clock.Never : Seconds * Clock.Second + Nanoseconds;
        return true;
    }
}
