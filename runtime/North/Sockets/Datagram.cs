namespace LiteBox.North;

/// <summary>A message with its borders, waiting in the receiver's queue.</summary>
internal sealed class Datagram
{
    // What the kernel's bookkeeping of a message costs beside its bytes (struct sk_buff and its head).
    private const int Overhead = 576;

    /// <summary>Its bytes.</summary>
    public required byte[] Data { get; init; }

    /// <summary>The address it was sent from; null when the sender's name at the time of the receipt counts.</summary>
    public byte[]? Name { get; init; }

    /// <summary>The sending socket, while it is charged for the message.</summary>
    public required InsideSocket Owner { get; init; }

    /// <summary>Who sent it.</summary>
    public SocketCredentials Sender { get; init; }

    /// <summary>How it travelled, for datagrams of the loopback network.</summary>
    public InternetHeader Header { get; init; }

    /// <summary>Descriptors that came with it.</summary>
    public OpenFile[]? Files { get; set; }

    /// <summary>What it takes of a buffer.</summary>
    public int Charge => Data.Length + Overhead;
}
