namespace LiteBox.North;

/// <summary>A descriptor that stands for a process (pidfd_open(2)): readable when it has ended.</summary>
public sealed class PidFile : OpenFile
{
    /// <summary>Makes one.</summary>
    public PidFile(Process process, OpenFlags flags)
        : base(AnonymousInode.Shared, flags | OpenFlags.ReadWrite)
    {
        Process = process;
        SetName(null, "anon_inode:[pidfd]"u8);
    }

    /// <summary>The process; it may be gone.</summary>
    public Process Process { get; }

    /// <inheritdoc/>
    public override WaitQueue Changes => Process.Ended;

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) => Process.IsReported ? PollEvents.In : PollEvents.None;
}
