using System;

namespace LiteBox.South;

/// <summary>
/// Time from the CPU's time-stamp counter. Its rate comes from CPUID where the CPU or the hypervisor tells, else from the 8254 timer,
/// which is looked at when the machine starts and again when the rate is first wanted. While the library OS starts, the clocks
/// stand still: nothing then needs the rate. The date comes from the CMOS clock once.
/// </summary>
internal static unsafe class TimeSource
{
    private const long SecondNanoseconds = 1_000_000_000;
    private const uint TimerHertz = 1_193_182;
    private const ulong LowestHertz = 1_000_000;
    private const ushort TimerControl = 0x43, TimerChannel = 0x42;

    private static RateMeasurement s_measurement;
    private static ulong s_start;
    private static ulong s_scale;
    private static ulong s_hertz;
    private static long s_realtimeOffset;
    private static bool s_isRunning;

    /// <summary>Ticks of the counter in a second.</summary>
    public static ulong Hertz
    {
        get
        {
            if (s_hertz == 0)
            {
                SetRate(FromTimer());
            }

            return s_hertz;
        }
    }

    /// <summary>Looks for what tells the rate. False: nothing does.</summary>
    public static bool Start()
    {
        s_start = Stub.ReadTsc();
        s_realtimeOffset = RealTimeClock.Seconds() * SecondNanoseconds;
        ulong known = FromCpuid();
        if (known == 0)
        {
            return TryStartTimer();
        }

        SetRate(known);
        return known >= LowestHertz;
    }

    /// <summary>Lets the clocks run: the library OS has started.</summary>
    public static void Run() => s_isRunning = true;

    /// <summary>Tells the guest's vDSO, in a page of zeros, what it needs for the same results.</summary>
    public static void Describe(ref ClockPage page)
    {
        page.Rate = Scale;
        page.Ticks = s_start;
        page.MostTicks = ulong.MaxValue / 2;
        page.Realtime = s_realtimeOffset;
    }

    /// <summary>Nanoseconds since the start.</summary>
    public static long Monotonic() => s_isRunning ? ToNanoseconds(Stub.ReadTsc() - s_start) : 0;

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Realtime() => s_realtimeOffset + Monotonic();

    /// <summary>Converts a number of ticks.</summary>
    public static long ToNanoseconds(ulong ticks)
    {
        ulong high = Math.BigMul(ticks, Scale, out ulong low);
        return (long)((high << 32) | (low >> 32));
    }

    // Nanoseconds are ticks * scale / 2^32 (ClockPage.RateBits).
    private static ulong Scale
    {
        get
        {
            _ = Hertz;
            return s_scale;
        }
    }

    // The dividend is a little under 2^62, so the product in ToNanoseconds fits.
    private static void SetRate(ulong hertz)
    {
        s_hertz = hertz;
        s_scale = ((ulong)SecondNanoseconds << 32) / hertz;
    }

    private static ulong FromCpuid()
    {
        uint* result = stackalloc uint[4];
        Stub.Cpuid(0, 0, result);
        if (result[0] >= 0x15)
        {
            Stub.Cpuid(0x15, 0, result);
            if (result[0] != 0 && result[1] != 0 && result[2] != 0)
            {
                return (ulong)result[2] * result[1] / result[0];
            }
        }

        // The leaf with which hypervisors tell the rate in kHz (KVM, VMware).
        const uint Hypervisor = 1u << 31, FirstLeaf = 0x4000_0000, RateLeaf = 0x4000_0010;
        Stub.Cpuid(1, 0, result);
        if ((result[2] & Hypervisor) != 0)
        {
            Stub.Cpuid(FirstLeaf, 0, result);
            if (result[0] >= RateLeaf && result[0] < FirstLeaf + 0x100)
            {
                Stub.Cpuid(RateLeaf, 0, result);
                return (ulong)result[0] * 1000;
            }
        }

        return 0;
    }

    /// <summary>Lets channel 2 of the 8254 run down from 65,536 and on, and remembers where it is. False: there is no such timer.</summary>
    private static bool TryStartTimer()
    {
        const ushort Gate = 0x61;
        const byte TerminalCount = 0xB0;
        Stub.Out8(Gate, (byte)((Stub.In8(Gate) & 0xFC) | 1));
        Stub.Out8(TimerControl, TerminalCount);
        Stub.Out8(TimerChannel, 0);
        Stub.Out8(TimerChannel, 0);
        s_measurement = new RateMeasurement(&ReadTimer);
        return s_measurement.TryBegin();
    }

    /// <summary>Looks how far the counter has come.</summary>
    private static ulong FromTimer()
    {
        // When the count has come around, 55 ms after the start, nothing tells how often: it begins anew.
        ulong hertz = FinishTimer();
        if (HasComeAround())
        {
            hertz = s_measurement.TryBegin() ? FinishTimer() : 0;
        }

        if (hertz < LowestHertz)
        {
            Stub.Panic(0, 0);
        }

        return hertz;
    }

    private static ulong FinishTimer()
    {
        const uint LongEnough = TimerHertz / 10;
        return s_measurement.TryFinish(ushort.MaxValue, LongEnough, out ulong counts, out ulong ticks) ? ticks * TimerHertz / counts : 0;
    }

    /// <summary>Whether the output of the channel has risen, as it does at the terminal count.</summary>
    private static bool HasComeAround()
    {
        const byte ReadBackStatus = 0xE8, Output = 0x80;
        Stub.Out8(TimerControl, ReadBackStatus);
        return (Stub.In8(TimerChannel) & Output) != 0;
    }

    private static uint ReadTimer()
    {
        const byte Latch = 0x80;
        Stub.Out8(TimerControl, Latch);
        uint low = Stub.In8(TimerChannel);
        return low | ((uint)Stub.In8(TimerChannel) << 8);
    }
}
