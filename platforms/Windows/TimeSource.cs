using System.Threading;

namespace LiteBox.South;

/// <summary>
/// The clocks. Windows' performance counter is the truth about the monotonic clock; where the CPU's time stamp counter runs at
/// a constant rate, that is measured against it, and then the time is read without a call: by the library OS and, through
/// <see cref="ClockPage"/>, by the guest's vDSO. The measurement is renewed about every second; the clock never jumps back.
/// </summary>
internal static unsafe class TimeSource
{
    private const long NanosecondsInSecond = 1_000_000_000;

    // Windows counts in 100 ns from 1601.
    private const long UnitsTo1970 = 116_444_736_000_000_000;

    private const long FirstMeasurement = 20_000_000;
    private const long LongestMeasurement = 200 * NanosecondsInSecond;
    private const long LargestSlew = 1_000_000;

    private static SpinLock s_lock;
    private static ClockPage s_page;
    private static long s_frequency;
    private static ulong s_startTicks;
    private static long s_startTime;
    private static ulong s_middleTicks;
    private static long s_middleTime;
    private static bool s_constantRate;

    /// <summary>Starts the clocks.</summary>
    public static void Initialize()
    {
        long frequency = 0;
        Windows.RtlQueryPerformanceFrequency(&frequency);
        s_frequency = frequency > 0 ? frequency : 1;
        s_constantRate = HasConstantRate();
        s_startTicks = s_middleTicks = Stub.ReadTsc();
        s_startTime = s_middleTime = ReadCounter();
        ReadRealtime(s_startTime);
        uint actual;
        const uint Millisecond = 10_000;
        Windows.NtSetTimerResolution(Millisecond, 1, &actual);
    }

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public static long Monotonic()
    {
        while (s_constantRate)
        {
            uint sequence = Volatile.Read(ref s_page.Sequence);
            ulong ticks = Stub.ReadTsc() - Volatile.Read(ref s_page.Ticks);
            long time = Volatile.Read(ref s_page.Monotonic) + (long)((ticks * Volatile.Read(ref s_page.Rate)) >> ClockPage.RateBits);
            bool fresh = ticks < Volatile.Read(ref s_page.MostTicks);
            if ((sequence & 1) == 0 && sequence == Volatile.Read(ref s_page.Sequence))
            {
                if (fresh)
                {
                    return time;
                }

                break;
            }
        }

        return Measure();
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Realtime()
    {
        long time = Monotonic();
        if (!s_constantRate || s_page.MostTicks == 0)
        {
            return ReadRealtime(time) + time;
        }

        return time + s_page.Realtime;
    }

    /// <summary>Asks Windows for the time, and finds the rate of the counter when enough of it has passed.</summary>
    private static long Measure()
    {
        s_lock.Enter();
        ulong ticks = Stub.ReadTsc();
        long time = ReadCounter();
        if (!s_constantRate || time - s_startTime < FirstMeasurement)
        {
            s_lock.Exit();
            return time;
        }

        ulong rate = (ulong)(((time - s_startTime) << ClockPage.RateBits) / (long)(ticks - s_startTicks));
        bool isFirst = s_page.MostTicks == 0;
        long shown = isFirst ? time : s_page.Monotonic + (long)(((ticks - s_page.Ticks) * s_page.Rate) >> ClockPage.RateBits);
        long behind = time - shown;
        if (behind > LargestSlew)
        {
            // The machine slept, or nobody asked for long: the clock may jump forward.
            shown = time;
            behind = 0;
        }
        else if (behind < -LargestSlew)
        {
            behind = -LargestSlew;
        }

        s_page.Sequence++;
        Interlocked.MemoryBarrier();
        s_page.Ticks = ticks;
        s_page.Monotonic = shown;
        s_page.Rate = rate + (ulong)((long)rate / NanosecondsInSecond * behind) + (ulong)((long)rate % NanosecondsInSecond * behind / NanosecondsInSecond);
        s_page.MostTicks = (ulong)((NanosecondsInSecond << ClockPage.RateBits) / (long)rate);
        s_page.Realtime = ReadRealtime(time);
        Interlocked.MemoryBarrier();
        s_page.Sequence++;

        // Two starting points in turn, so that the rate comes from a long time but not from one that overflows.
        if (time - s_middleTime > LongestMeasurement)
        {
            (s_startTicks, s_startTime) = (s_middleTicks, s_middleTime);
            (s_middleTicks, s_middleTime) = (ticks, time);
        }

        s_lock.Exit();
        return shown;
    }

    private static long ReadCounter()
    {
        long count = 0;
        Windows.RtlQueryPerformanceCounter(&count);
        return (count / s_frequency * NanosecondsInSecond) + (count % s_frequency * NanosecondsInSecond / s_frequency);
    }

    /// <summary>How far the real-time clock is ahead of the monotonic one.</summary>
    private static long ReadRealtime(long monotonic)
    {
        long units = 0;
        Windows.GetSystemTimePreciseAsFileTime(&units);
        return ((units - UnitsTo1970) * 100) - monotonic;
    }

    /// <summary>Whether the time stamp counter runs at one rate whatever the CPU does (Intel SDM volume 3, "Invariant TSC").</summary>
    private static bool HasConstantRate()
    {
        const uint Leaf = 0x8000_0007, Invariant = 1 << 8;
        uint* result = stackalloc uint[4];
        Stub.Cpuid(0x8000_0000, 0, result);
        if (result[0] < Leaf)
        {
            return false;
        }

        Stub.Cpuid(Leaf, 0, result);
        return (result[3] & Invariant) != 0;
    }
}
