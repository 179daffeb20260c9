using System;

namespace LiteBox.South;

/// <summary>
/// Time from the CPU's time-stamp counter. Its rate comes from CPUID where the CPU or the hypervisor tells, else from
/// a few milliseconds of the 8254 timer; the date comes from the CMOS clock once.
/// </summary>
internal static unsafe class TimeSource
{
    private const long SecondNanoseconds = 1_000_000_000;
    private const uint TimerHertz = 1_193_182;
    private const uint CalibrationTicks = TimerHertz / 1000;
    private const ushort TimerControl = 0x43, TimerChannel = 0x42;

    private static ulong s_start;
    private static ulong s_scale;
    private static ulong s_hertz;
    private static long s_realtimeOffset;

    /// <summary>Ticks of the counter in a second.</summary>
    public static ulong Hertz => s_hertz;

    /// <summary>Finds the rate. False: nothing tells it.</summary>
    public static bool Start()
    {
        s_hertz = FromCpuid();
        if (s_hertz == 0)
        {
            s_hertz = FromTimer();
        }

        if (s_hertz < 1_000_000)
        {
            return false;
        }

        // Nanoseconds are ticks * scale / 2^32 (ClockPage.RateBits). The dividend is a little under 2^62, so the product below fits.
        s_scale = ((ulong)SecondNanoseconds << 32) / s_hertz;
        s_start = Stub.ReadTsc();
        s_realtimeOffset = RealTimeClock.Seconds() * SecondNanoseconds;
        return true;
    }

    /// <summary>Tells the guest's vDSO, in a page of zeros, what it needs for the same results.</summary>
    public static void Describe(ref ClockPage page)
    {
        page.Ticks = s_start;
        page.MostTicks = ulong.MaxValue / 2;
        page.Rate = s_scale;
        page.Realtime = s_realtimeOffset;
    }

    /// <summary>Nanoseconds since the start.</summary>
    public static long Monotonic() => ToNanoseconds(Stub.ReadTsc() - s_start);

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Realtime() => s_realtimeOffset + Monotonic();

    /// <summary>Converts a number of ticks.</summary>
    public static long ToNanoseconds(ulong ticks)
    {
        ulong high = Math.BigMul(ticks, s_scale, out ulong low);
        return (long)((high << 32) | (low >> 32));
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

    /// <summary>Lets channel 2 of the 8254 run and looks how far the counter comes meanwhile.</summary>
    private static ulong FromTimer()
    {
        const ushort Gate = 0x61;
        const byte RateGenerator = 0xB4;
        Stub.Out8(Gate, (byte)((Stub.In8(Gate) & 0xFC) | 1));
        Stub.Out8(TimerControl, RateGenerator);
        Stub.Out8(TimerChannel, 0);
        Stub.Out8(TimerChannel, 0);
        return RateMeasurement.TryMeasure(&ReadTimer, ushort.MaxValue, CalibrationTicks, out ulong counts, out ulong ticks)
            ? ticks * TimerHertz / counts
            : 0;
    }

    private static uint ReadTimer()
    {
        const byte Latch = 0x80;
        Stub.Out8(TimerControl, Latch);
        uint low = Stub.In8(TimerChannel);
        return low | ((uint)Stub.In8(TimerChannel) << 8);
    }
}
