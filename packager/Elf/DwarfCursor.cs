using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>
/// Reads DWARF-encoded values of unwind tables. A read past the end sets <see cref="Failed"/> and gives zero, so a parser
/// checks once at the end of a record.
/// </summary>
internal ref struct DwarfCursor
{
    /// <summary>DW_EH_PE_omit: no value is present.</summary>
    public const byte Omitted = 0xff;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ulong _address;

    public DwarfCursor(ReadOnlySpan<byte> bytes, ulong address)
    {
        _bytes = bytes;
        _address = address;
    }

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether a read went past the end or met an encoding that nobody uses.</summary>
    public bool Failed { get; private set; }

    public readonly bool AtEnd => Failed || Position >= _bytes.Length;

    /// <summary>The address of the next byte.</summary>
    public readonly ulong Address => _address + (ulong)Position;

    public byte Byte() => Take(1, out ReadOnlySpan<byte> bytes) ? bytes[0] : (byte)0;

    public uint UInt32() => Take(4, out ReadOnlySpan<byte> bytes) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public void Skip(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            Failed = true;
            return;
        }

        Position += (int)count;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if ((part & 0x80) == 0)
            {
                return value;
            }
        }

        Failed = true;
        return 0;
    }

    /// <summary>A zero-terminated string, without its terminator.</summary>
    public ReadOnlySpan<byte> String()
    {
        ReadOnlySpan<byte> rest = _bytes[Position..];
        int length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            Failed = true;
            return default;
        }

        Position += length + 1;
        return rest[..length];
    }

    /// <summary>A pointer in one of the DW_EH_PE encodings (LSB core, "DWARF exception header encoding").</summary>
    /// <param name="encoding">Format in the low four bits, base in the next three.</param>
    /// <param name="relative">False to read the number as it stands, as a length is.</param>
    public ulong Pointer(byte encoding, bool relative = true)
    {
        const byte ProgramCounter = 0x10;
        ulong place = Address;
        ulong value = (encoding & 15) switch
        {
            0 or 4 or 12 => Take(8, out ReadOnlySpan<byte> wide) ? BinaryPrimitives.ReadUInt64LittleEndian(wide) : 0,
            1 => Unsigned(),
            2 => Take(2, out ReadOnlySpan<byte> half) ? BinaryPrimitives.ReadUInt16LittleEndian(half) : 0u,
            3 => UInt32(),
            10 => Take(2, out ReadOnlySpan<byte> half) ? (ulong)BinaryPrimitives.ReadInt16LittleEndian(half) : 0u,
            11 => (ulong)(int)UInt32(),
            _ => Unknown(),
        };
        byte kind = (byte)(encoding & 0x70);
        if (!relative || kind == 0 || value == 0)
        {
            return value;
        }

        return kind == ProgramCounter ? place + value : Unknown();
    }

    private ulong Unknown()
    {
        Failed = true;
        return 0;
    }

    private bool Take(int count, out ReadOnlySpan<byte> bytes)
    {
        if (Failed || _bytes.Length - Position < count)
        {
            Failed = true;
            bytes = default;
            return false;
        }

        bytes = _bytes.Slice(Position, count);
        Position += count;
        return true;
    }
}
