namespace LiteBox.North;

/// <summary>What a thread knows of a connection that it has used (<see cref="RecentStreams"/>).</summary>
/// <param name="descriptor">The descriptor.</param>
/// <param name="handle">What the host calls the socket.</param>
/// <param name="neverWaits">O_NONBLOCK.</param>
/// <param name="generation"><see cref="HostHandles.Generation"/> when this was so.</param>
internal readonly struct RecentStream(int descriptor, int handle, bool neverWaits, ulong generation)
{
    private readonly int _descriptor = descriptor;
    private readonly ulong _generationAndMode = generation * 2 | (neverWaits ? 1u : 0);

    /// <summary>What the host calls the socket.</summary>
    public int Handle { get; } = handle;

    /// <summary>Whether this was the descriptor at that time, of a socket that such calls do not wait for.</summary>
    public bool WasFor(int descriptor, bool mayWait) => _descriptor == descriptor && (!mayWait || (_generationAndMode & 1) != 0);

    /// <summary>Whether nothing has changed since.</summary>
    public bool IsOf(ulong generation) => _generationAndMode >> 1 == generation;
}
