namespace LiteBox;

/// <summary>Time, in nanoseconds.</summary>
public static class Clock
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = North.Clock.Second;

    /// <summary>CLOCK_MONOTONIC (clock_gettime(2)): since some start, and never set back.</summary>
    public static long Monotonic => North.Clock.Monotonic;

    /// <summary>CLOCK_REALTIME: since 1970-01-01 UTC.</summary>
    public static long Realtime => North.Clock.Realtime;

    /// <summary>Sleeps (nanosleep(2)); other threads run meanwhile.</summary>
    public static void Sleep(long nanoseconds)
    {
        North.Thread thread = Current.Thread;
        thread.PrepareToSleep();
        thread.Sleep(North.Clock.DeadlineAfter(nanoseconds));
        Current.Resume(thread);
    }
}
