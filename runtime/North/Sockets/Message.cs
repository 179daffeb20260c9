using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>One message on its way from or to the guest: struct msghdr, read.</summary>
public ref struct Message
{
    /// <summary>Most bytes of a socket address (struct sockaddr_storage).</summary>
    public const int NameCapacity = 128;

    /// <summary>Bytes that hold all control messages which one datagram can bring.</summary>
    public const int ControlCapacity = 256;

    /// <summary>Where the data comes from or goes to.</summary>
    public Transfer Data;

    /// <summary>What the caller asks for.</summary>
    public MessageFlags Flags;

    /// <summary>Sending: the address of the receiver, empty for the one connected to. Receiving: room for that of the sender.</summary>
    public Span<byte> Name;

    /// <summary>Receiving: bytes of the sender's address; 0 when it has none.</summary>
    public int NameLength;

    /// <summary>Descriptors that go with the message (SCM_RIGHTS); whoever holds the message owns the references.</summary>
    public OpenFile[]? Files;

    /// <summary>Who sends it, or has sent it.</summary>
    public SocketCredentials Sender;

    /// <summary>Sending: <see cref="Sender"/> was given. Receiving: it is known.</summary>
    public bool HasSender;

    /// <summary>Receiving: <see cref="MessageFlags.Truncated"/>, <see cref="MessageFlags.EndOfRecord"/> as they came out.</summary>
    public MessageFlags Outcome;

    /// <summary>
    /// Control messages (struct cmsghdr) of IP and IPv6. Sending: those that go with the data. Receiving: room for
    /// <see cref="ControlCapacity"/> bytes.
    /// </summary>
    public Span<byte> Control;

    /// <summary>Receiving: bytes of <see cref="Control"/> that were written.</summary>
    public int ControlLength;

    /// <summary>The part of a stream that this message made, so that its next bytes join it.</summary>
    internal StreamSegment? Segment;

    /// <summary>True when <paramref name="flag"/> was asked for.</summary>
    public readonly bool Asks(MessageFlags flag) => (Flags & flag) != 0;

    /// <summary>Receiving: notes who sent it.</summary>
    public void SetName(scoped ReadOnlySpan<byte> name)
    {
        NameLength = int.Min(name.Length, Name.Length);
        name[..NameLength].CopyTo(Name);
    }

    /// <summary>Receiving: adds a control message; the room has place for all that there are.</summary>
    internal void AddControl(int level, int kind, scoped ReadOnlySpan<byte> data)
    {
        Span<byte> free = Control[ControlLength..];
        int length = ControlMessage.HeaderBytes + data.Length, space = ControlMessage.SpaceFor(data.Length);
        if (free.Length < space)
            return;
        BinaryPrimitives.WriteInt64LittleEndian(free, length);
        BinaryPrimitives.WriteInt32LittleEndian(free[8..], level);
        BinaryPrimitives.WriteInt32LittleEndian(free[12..], kind);
        data.CopyTo(free[ControlMessage.HeaderBytes..]);
        ControlLength += space;
    }

    /// <summary>Lets go of the descriptors.</summary>
    public void ReleaseFiles()
    {
        FilesInFlight.Release(Files);
        Files = null;
    }
}
