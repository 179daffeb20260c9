namespace LiteBox.North;

/// <summary>Time in nanoseconds, the only unit inside the library OS.</summary>
public static class Clock
{
    /// <summary>The deadline that never comes.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>CLOCK_MONOTONIC now.</summary>
    public static long Monotonic => Host.Monotonic();

    /// <summary>CLOCK_REALTIME now: since 1970-01-01.</summary>
    public static long Realtime => Host.Realtime();

    /// <summary>The monotonic deadline that lies <paramref name="nanoseconds"/> ahead; saturates.</summary>
    public static long DeadlineAfter(long nanoseconds) => nanoseconds == Never ? Never : Sum(Monotonic, nanoseconds);

    /// <summary>The monotonic deadline at which the real-time clock will show <paramref name="realtime"/>, as long as nobody sets it.</summary>
    public static long DeadlineAtRealtime(long realtime) =>
        realtime == Never ? Never : Sum(Monotonic, realtime - Realtime);

    /// <summary>A time and a distance from it; saturates.</summary>
    public static long Sum(long now, long nanoseconds)
    {
        long sum = unchecked(now + nanoseconds);
        if (nanoseconds > 0)
            return sum < now ? Never : sum;
        return sum < 0 ? 0 : sum;
    }
}
