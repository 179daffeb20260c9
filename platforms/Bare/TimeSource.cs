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
    private const uint CalibrationTicks = TimerHertz / 500;

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

        // Nanoseconds are ticks * scale / 2^32. The dividend is a little under 2^62, so the product below fits.
        s_scale = ((ulong)SecondNanoseconds << 32) / s_hertz;
        s_start = Stub.ReadTsc();
        s_realtimeOffset = RealTimeClock.Seconds() * SecondNanoseconds;
        return true;
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

    /// <summary>Lets channel 2 of the 8254 count down once and looks how far the counter came meanwhile.</summary>
    private static ulong FromTimer()
    {
        const ushort Control = 0x43, Channel = 0x42, Gate = 0x61;
        const byte OutputBit = 0x20;
        byte gate = (byte)((Stub.In8(Gate) & 0xFC) | 1);
        Stub.Out8(Gate, (byte)(gate & 0xFE));
        Stub.Out8(Control, 0xB0);
        Stub.Out8(Channel, unchecked((byte)CalibrationTicks));
        Stub.Out8(Channel, (byte)(CalibrationTicks >> 8));
        Stub.Out8(Gate, gate);
        ulong before = Stub.ReadTsc();

        // No machine counts two milliseconds in this many reads of a port; one without the timer must not hang.
        for (int tries = 0; tries < 1_000_000; tries++)
        {
            if ((Stub.In8(Gate) & OutputBit) != 0)
            {
                return (Stub.ReadTsc() - before) * TimerHertz / CalibrationTicks;
            }
        }

        return 0;
    }
}
