namespace LiteBox.South;

/// <summary>The CPU's interrupt controller, for its timer and what a serial port has to tell (Intel SDM volume 3, chapter 11). Its registers are in the uncached part of the direct map.</summary>
internal static unsafe class LocalApic
{
    /// <summary>The vector of the timer's interrupt.</summary>
    public const int TimerVector = 32;

    private const ulong Registers = 0xFEE0_0000;
    private const uint SpuriousVector = 47;
    private const int Id = 0x20;
    private const int EndOfInterrupt = 0xB0, Spurious = 0xF0, TimerEntry = 0x320, FirstPin = 0x350, SecondPin = 0x360, InitialCount = 0x380, CurrentCount = 0x390;
    private const int DivideBy = 0x3E0;
    private const uint Masked = 0x1_0000, Enabled = 0x100, DivideByOne = 11;

    private static RateMeasurement s_measurement;
    private static ulong s_countsPerMillisecond;

    /// <summary>This CPU, as an entry of <see cref="IoApic"/> names it.</summary>
    public static uint Destination => *At(Id);

    /// <summary>Switches it on and lets the timer run down once. The old interrupt controllers are silenced. False: the timer does not run.</summary>
    public static bool Start()
    {
        const ushort FirstMask = 0x21, SecondMask = 0xA1;
        const uint ApicBase = 0x1B;
        const ulong GlobalEnable = 0x800;
        Stub.Out8(FirstMask, 0xFF);
        Stub.Out8(SecondMask, 0xFF);
        Stub.WriteMsr(ApicBase, Stub.ReadMsr(ApicBase) | GlobalEnable);
        *At(Spurious) = Enabled | SpuriousVector;

        // The old controllers come in at the first local pin; a stray interrupt of theirs would look like an exception.
        *At(FirstPin) = Masked;
        *At(SecondPin) = Masked;
        *At(DivideBy) = DivideByOne;
        *At(TimerEntry) = Masked | TimerVector;
        s_measurement = new RateMeasurement(&ReadCount);
        return TryBegin();
    }

    /// <summary>One interrupt at the deadline or within a second, in place of any asked for before. Gives when it will come.</summary>
    public static long Arm(long deadline, long now)
    {
        const ulong LongestMicroseconds = 1_000_000;
        ulong microseconds = deadline <= now ? 1 : ((ulong)(deadline - now) / 1000) + 1;
        if (microseconds > LongestMicroseconds)
        {
            microseconds = LongestMicroseconds;
        }

        if (s_countsPerMillisecond == 0)
        {
            FindRate();
        }

        ulong counts = (s_countsPerMillisecond * microseconds / 1000) + 1;
        *At(InitialCount) = counts < uint.MaxValue ? (uint)counts : uint.MaxValue;
        return now + ((long)microseconds * 1000);
    }

    /// <summary>Tells that an interrupt has been taken.</summary>
    public static void Acknowledge() => *At(EndOfInterrupt) = 0;

    private static bool TryBegin()
    {
        *At(InitialCount) = uint.MaxValue;
        return s_measurement.TryBegin();
    }

    /// <summary>Compares the timer with the time-stamp counter, from the start on or, when it has run down since, anew.</summary>
    private static void FindRate()
    {
        const uint AnyCounts = 0;
        ulong counts = 0, ticks = 1;
        if ((ReadCount() != 0 || TryBegin()) && s_measurement.TryFinish(uint.MaxValue, AnyCounts, out counts, out ticks))
        {
            s_countsPerMillisecond = counts * (TimeSource.Hertz / 1000) / ticks;
        }

        if (s_countsPerMillisecond == 0)
        {
            Stub.Panic(0, 0);
        }

        *At(InitialCount) = 0;
        *At(TimerEntry) = TimerVector;
    }

    private static uint ReadCount() => *At(CurrentCount);

    private static uint* At(int register) => (uint*)(PhysicalMemory.DirectMap + Registers + (ulong)register);
}
