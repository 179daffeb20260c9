using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static long Monotonic() => TimeSource.Monotonic();

    /// <inheritdoc/>
    public static long Realtime() => TimeSource.Realtime();

    /// <inheritdoc/>
    public static long CpuTime(bool thread) =>
        TimeSource.ToNanoseconds(Scheduler.TicksOf(thread ? Stub.CurrentBlock() : null));

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block) => TimeSource.ToNanoseconds(Scheduler.TicksOf(Pointer(ref block)));

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination)
    {
        if (s_hasGenerator)
        {
            Entropy.Fill(destination);
        }
        else
        {
            VirtioEntropy.Fill(destination);
        }
    }
}
