using System;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// The clocks. Windows' performance counter is the truth about the monotonic clock; where the CPU's time-stamp counter runs at
/// a constant rate, that is measured against it, and then the time is read without a call: by the library OS and by the guest's
/// vDSO, from the same <see cref="ClockPage"/>. The measurement is renewed, first soon and then about every second, by
/// whoever finds it out of date; the clock never jumps back.
/// </summary>
internal static unsafe class TimeSource
{
    private const long NanosecondsInSecond = 1_000_000_000;

    // Windows counts in 100 ns from 1601.
    private const long UnitsTo1970 = 116_444_736_000_000_000;

    // A measurement takes this many times as long as its two ends are uncertain. What is found holds for a few times as long as was
    // measured, so the clock is never wrong by more than a few times that uncertainty.
    private const int Precision = 2000;
    private const int Growth = 8;
    private const long CounterStep = 100;
    private const long LongestMeasurement = 200 * NanosecondsInSecond;

    // Nanoseconds that the clock is put right by in a second, and a change of the rate that is none: parts of it.
    private const long LargestSlew = 1_000_000;
    private const ulong LargestChange = 250;

    private static SpinLock s_lock;
    private static ClockPage* s_page;
    private static long s_frequency;
    private static ulong s_startTicks;
    private static long s_startTime;
    private static ulong s_middleTicks;
    private static long s_middleTime;
    private static bool s_constantRate;

    /// <summary>Starts the clocks.</summary>
    /// <param name="page">What the vDSO reads: zeros, not writable.</param>
    public static void Initialize(ClockPage* page)
    {
        s_page = page;
        long frequency = 0;
        Windows.RtlQueryPerformanceFrequency(&frequency);
        s_frequency = frequency > 0 ? frequency : 1;
        s_constantRate = HasConstantRate();
        ReadBoth(out ulong ticks, out long time, out _);
        Restart(ticks, time);
        uint actual;
        const uint Millisecond = 10_000;
        Windows.NtSetTimerResolution(Millisecond, 1, &actual);
    }

    /// <summary>Measures the rate of the counter as well as it can be done by now.</summary>
    public static void Prepare() => Measure(out _);

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public static long Monotonic() => Read(out _);

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Realtime()
    {
        long time = Read(out long realtime);
        return time + realtime;
    }

    /// <summary>The monotonic clock, and what the real-time clock is ahead of it: as the vDSO reads them.</summary>
    private static long Read(out long realtime)
    {
        ClockPage* page = s_page;
        while (true)
        {
            uint sequence = Volatile.Read(ref page->Sequence);
            ulong ticks = Stub.ReadTsc() - Volatile.Read(ref page->Ticks);
            if ((sequence & 1) != 0 || ticks >= Volatile.Read(ref page->MostTicks))
            {
                return Measure(out realtime);
            }

            long time = Volatile.Read(ref page->Monotonic) + Scale(ticks, Volatile.Read(ref page->Rate));
            realtime = Volatile.Read(ref page->Realtime);
            if (sequence == Volatile.Read(ref page->Sequence))
            {
                return time;
            }
        }
    }

    /// <summary>Asks Windows for the time, and finds the rate of the counter when enough of it has passed.</summary>
    private static long Measure(out long realtime)
    {
        s_lock.Enter();
        long time = s_constantRate ? Renew(s_page, out realtime) : ReadDirectly(out realtime);
        s_lock.Exit();
        return time;
    }

    private static long ReadDirectly(out long realtime)
    {
        long time = ReadCounter();
        realtime = ReadRealtime(time);
        return time;
    }

    private static long Renew(ClockPage* page, out long realtime)
    {
        // From here on nobody takes the time from the old rate: after the counter is read that could be ahead of the new one.
        Vdso.SetWritable(page, true);
        page->Sequence++;
        Interlocked.MemoryBarrier();
        ReadBoth(out ulong ticks, out long time, out ulong uncertainty);
        long elapsed = time - s_startTime, passed = (long)(ticks - page->Ticks);
        ulong rate = page->Rate;
        long life = 0;
        if (elapsed >= Precision * CounterStep && (ticks - s_startTicks) / Precision >= uncertainty)
        {
            rate = Divide(elapsed, ticks - s_startTicks);
            life = Math.Min(elapsed * Growth, NanosecondsInSecond);
            if (page->Rate != 0 && Math.Max(rate, page->Rate) - Math.Min(rate, page->Rate) > page->Rate / LargestChange)
            {
                // The machine slept, and one of the two stood still: nothing is known of that time.
                (rate, life) = (0, 0);
                Restart(ticks, time);
            }
        }

        // The counters of two CPUs may differ by a few ticks.
        long shown = page->Monotonic + (passed > 0 ? Scale((ulong)passed, page->Rate) : 0);
        long behind = time - shown;
        if (behind > LargestSlew || page->MostTicks == 0)
        {
            // The machine slept, or nobody asked for long: the clock may jump forward.
            shown = Math.Max(time, page->Monotonic);
            behind = 0;
        }
        else if (behind < -LargestSlew)
        {
            behind = -LargestSlew;
        }

        page->Ticks = ticks;
        page->Monotonic = shown;
        page->Rate = rate + (ulong)((long)rate / NanosecondsInSecond * behind) + (ulong)((long)rate % NanosecondsInSecond * behind / NanosecondsInSecond);
        page->MostTicks = rate == 0 ? 0 : (ulong)(life << ClockPage.RateBits) / rate;
        page->Realtime = realtime = ReadRealtime(time);
        Interlocked.MemoryBarrier();
        page->Sequence++;
        Vdso.SetWritable(page, false);

        // Two starting points in turn, so that the rate comes from a long time but not from all there was.
        if (time - s_middleTime > LongestMeasurement)
        {
            (s_startTicks, s_startTime) = (s_middleTicks, s_middleTime);
            (s_middleTicks, s_middleTime) = (ticks, time);
        }

        return shown;
    }

    /// <summary>Reads the two counters at the same time, but for an uncertainty in ticks.</summary>
    private static void ReadBoth(out ulong ticks, out long time, out ulong uncertainty)
    {
        const ulong Quick = 4000;
        const int Tries = 4;
        (ticks, time, uncertainty) = (0, 0, ulong.MaxValue);
        for (int i = 0; i < Tries && uncertainty > Quick; i++)
        {
            ulong before = Stub.ReadTsc();
            long now = ReadCounter();
            ulong after = Stub.ReadTsc();
            if (after - before < uncertainty)
            {
                (ticks, time, uncertainty) = (before + ((after - before) / 2), now, after - before);
            }
        }
    }

    private static void Restart(ulong ticks, long time)
    {
        s_startTicks = s_middleTicks = ticks;
        s_startTime = s_middleTime = time;
    }

    private static long Scale(ulong ticks, ulong rate)
    {
        ulong high = Math.BigMul(ticks, rate, out ulong low);
        return (long)((high << (64 - ClockPage.RateBits)) | (low >> ClockPage.RateBits));
    }

    /// <summary>Nanoseconds for each tick, as <see cref="ClockPage.Rate"/>; 0 when no counter runs like that.</summary>
    private static ulong Divide(long nanoseconds, ulong ticks)
    {
        // What is left of both has more bits than a measurement is precise to.
        const long TooLong = 1L << (63 - ClockPage.RateBits);
        while (nanoseconds >= TooLong)
        {
            nanoseconds >>= 1;
            ticks >>= 1;
        }

        return ticks == 0 ? 0 : (ulong)(nanoseconds << ClockPage.RateBits) / ticks;
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

    /// <summary>Whether the time-stamp counter runs at one rate whatever the CPU does (Intel SDM volume 3, "Invariant TSC").</summary>
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
