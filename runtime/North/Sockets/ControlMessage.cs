using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>One control message of several in a row (struct cmsghdr, cmsg(3)).</summary>
public readonly ref struct ControlMessage
{
    /// <summary>Bytes of the header: the length with it, the level, the kind.</summary>
    public const int HeaderBytes = 16;

    /// <summary>cmsg_level.</summary>
    public int Level { get; private init; }

    /// <summary>cmsg_type.</summary>
    public int Kind { get; private init; }

    /// <summary>What stands behind the header.</summary>
    public ReadOnlySpan<byte> Data { get; private init; }

    /// <summary>Header and data.</summary>
    public ReadOnlySpan<byte> Whole { get; private init; }

    /// <summary>Bytes from the start of one with so many bytes of data to the start of the next (CMSG_SPACE).</summary>
    public static int SpaceFor(int dataBytes) => HeaderBytes + (dataBytes + 7 & ~7);

    /// <summary>
    /// Takes the first of a row that has at least a header left. False when the length that it says is less than a header or
    /// more than there is.
    /// </summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ControlMessage message)
    {
        message = default;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        if (length < HeaderBytes || length > (ulong)rest.Length)
            return false;
        message = new ControlMessage
        {
            Level = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]),
            Kind = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]),
            Data = rest[HeaderBytes..(int)length],
            Whole = rest[..(int)length],
        };
        rest = rest[int.Min(SpaceFor(message.Data.Length), rest.Length)..];
        return true;
    }
}
