using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>struct rusage. The host tells CPU time as one number; it counts as user time.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct RawUsage
{
    private const long MicrosecondsPerSecond = 1_000_000;

    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;
    public long LargestResidentKilobytes;

    /// <summary>From nanoseconds of CPU time and bytes.</summary>
    public RawUsage(long cpuTime, ulong peakBytes)
    {
        long microseconds = cpuTime / 1000;
        UserSeconds = microseconds / MicrosecondsPerSecond;
        UserMicroseconds = microseconds % MicrosecondsPerSecond;
        LargestResidentKilobytes = (long)(peakBytes / 1024);
    }

    /// <summary>What a child and its own children have used.</summary>
    public static RawUsage Of(Process child) =>
        new(child.CpuTime + child.ChildrenCpuTime, ulong.Max(child.Memory.PeakBytes, child.ChildrenPeakBytes));
}
