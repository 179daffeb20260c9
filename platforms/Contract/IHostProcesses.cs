namespace LiteBox.South;

/// <summary>
/// Processes of the host, each with guest memory of its own: an optional part of the contract. A platform implements it as
/// <c>readonly struct HostProcesses : IHostProcesses</c>; where it cannot, <see cref="Exist"/> is false and nothing
/// else is called (<c>platforms/Reference/HostProcesses.cs</c>).
/// <para>
/// The library OS's own memory is the same for all of them. Which guest process lives in which process of the host is the
/// library OS's affair: two that share their memory live in one.
/// </para>
/// </summary>
public interface IHostProcesses
{
    /// <summary>Whether the platform has processes.</summary>
    static abstract bool Exist { get; }

    /// <summary>
    /// As <see cref="ISouth.StartThread"/>, but the thread is the first of a new process, whose guest memory is a copy of
    /// the calling process's as it is now. On failure the block is freed. EAGAIN, ENOMEM.
    /// </summary>
    static abstract Errno Start(ref ThreadBlock block);

    /// <summary>
    /// Ends the calling thread and with it its process, of which it is the last; the block is freed, other processes live on.
    /// The status is seen by the sandbox's starter if this is its first process: an exit status, or with
    /// <paramref name="bySignal"/> the signal that it dies of. Does not return.
    /// </summary>
    static abstract void End(ref ThreadBlock block, int status, bool bySignal);

    /// <summary>
    /// Leaves the calling stack for good: the thread goes on as one that just started, with the registers of its block.
    /// Does not return.
    /// </summary>
    static abstract void Continue(ref ThreadBlock block);

    /// <summary>True once after a process has ended: one may have been ended by the host.</summary>
    static abstract bool TakeEnded();

    /// <summary>
    /// Whether the process of a block's thread is told of the end of every other: a thread of it then wakes, or leaves the guest,
    /// to find <see cref="TakeEnded"/> true, when nothing of the other process is left.
    /// </summary>
    static abstract bool HearsOfEnds(ref ThreadBlock block);

    /// <summary>
    /// False when the thread of a block, which has been started, is gone without having said so: the host ended it. Of one that
    /// <see cref="IsStarting"/> that may be seen a moment later than <see cref="TakeEnded"/> tells of it.
    /// </summary>
    static abstract bool IsAlive(ref ThreadBlock block);

    /// <summary>Whether the thread of a block has been started and has not yet run.</summary>
    static abstract bool IsStarting(ref ThreadBlock block);

    /// <summary>Frees the block of a thread that is not alive.</summary>
    static abstract void Free(ref ThreadBlock block);

    /// <summary>Nanoseconds of CPU time of the process that a block's thread belongs to; -1 when it is gone.</summary>
    static abstract long CpuTime(ref ThreadBlock block);
}
