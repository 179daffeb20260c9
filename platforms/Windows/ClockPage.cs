using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// How the time follows from the time-stamp counter: the page before the guest's vDSO, whose code has the offsets built in.
/// The packager and the other Souths that have a vDSO of their own compile this file too.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ClockPage
{
    /// <summary>Binary digits of the rate behind the point.</summary>
    public const int RateBits = 32;

    /// <summary>Odd while the rest is being changed.</summary>
    public uint Sequence;

    /// <summary>The counter to which the times belong.</summary>
    public ulong Ticks;

    /// <summary>The formula holds for fewer ticks than this from then on; 0: it does not hold.</summary>
    public ulong MostTicks;

    /// <summary>Nanoseconds for each tick.</summary>
    public ulong Rate;

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public long Monotonic;

    /// <summary>What the real-time clock is ahead of that.</summary>
    public long Realtime;
}
