namespace LiteBox.South;

/// <summary>The CPU's interrupt controller, for its timer alone (Intel SDM volume 3, chapter 11). Its registers are in the uncached part of the direct map.</summary>
internal static unsafe class LocalApic
{
    /// <summary>The vector of the timer's interrupt.</summary>
    public const int TimerVector = 32;

    private const ulong Registers = 0xFEE0_0000;
    private const uint SpuriousVector = 47;
    private const int EndOfInterrupt = 0xB0, Spurious = 0xF0, TimerEntry = 0x320, InitialCount = 0x380, CurrentCount = 0x390;
    private const int DivideBy = 0x3E0;
    private const uint Masked = 0x1_0000, Enabled = 0x100, DivideByOne = 11;

    private static ulong s_countsPerMillisecond;

    /// <summary>Switches it on and finds the timer's rate against the time-stamp counter. The old interrupt controllers are silenced.</summary>
    public static void Start()
    {
        const ushort FirstMask = 0x21, SecondMask = 0xA1;
        const uint ApicBase = 0x1B;
        const ulong GlobalEnable = 0x800;
        Stub.Out8(FirstMask, 0xFF);
        Stub.Out8(SecondMask, 0xFF);
        Stub.WriteMsr(ApicBase, Stub.ReadMsr(ApicBase) | GlobalEnable);
        *At(Spurious) = Enabled | SpuriousVector;
        *At(DivideBy) = DivideByOne;
        *At(TimerEntry) = Masked | TimerVector;
        *At(InitialCount) = uint.MaxValue;
        ulong ticks = TimeSource.Hertz / 1000;
        ulong before = Stub.ReadTsc();
        while (Stub.ReadTsc() - before < ticks)
        {
        }

        uint left = *At(CurrentCount);
        s_countsPerMillisecond = (uint.MaxValue - left) * ticks / (Stub.ReadTsc() - before);
        *At(InitialCount) = 0;
        *At(TimerEntry) = TimerVector;
    }

    /// <summary>One interrupt at the deadline, in place of any asked for before.</summary>
    public static void Arm(long deadline, long now)
    {
        const ulong LongestMicroseconds = 1_000_000;
        ulong microseconds = deadline <= now ? 1 : ((ulong)(deadline - now) / 1000) + 1;
        if (microseconds > LongestMicroseconds)
        {
            microseconds = LongestMicroseconds;
        }

        ulong counts = (s_countsPerMillisecond * microseconds / 1000) + 1;
        *At(InitialCount) = counts < uint.MaxValue ? (uint)counts : uint.MaxValue;
    }

    /// <summary>Tells that an interrupt has been taken.</summary>
    public static void Acknowledge() => *At(EndOfInterrupt) = 0;

    private static uint* At(int register) => (uint*)(PhysicalMemory.DirectMap + Registers + (ulong)register);
}
