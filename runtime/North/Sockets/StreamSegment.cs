namespace LiteBox.North;

/// <summary>A part of a stream that was written by one process, or that came with descriptors.</summary>
internal sealed class StreamSegment
{
    /// <summary>Position in the stream after its last byte.</summary>
    public ulong End { get; set; }

    /// <summary>Who wrote it.</summary>
    public SocketCredentials Sender { get; init; }

    /// <summary>What came with it and was not taken yet.</summary>
    public OpenFile[]? Files { get; set; }
}
