using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// The code ranges that .eh_frame describes: on x86-64 nearly every function has an entry, also in stripped files. Format:
/// Linux Standard Base Core 5.0, section 10.6.1. The bytes are not trusted; what does not parse ends the reading.
/// </summary>
internal static class UnwindTable
{
    private const byte Absolute = 0x00, UData4 = 0x03, UData8 = 0x04, SData4 = 0x0b, SData8 = 0x0c;
    private const byte PcRelative = 0x10, FormatMask = 0x0f, ApplicationMask = 0x70;

    /// <summary>Start and end (exclusive) of every described range, in the order of the table.</summary>
    public static List<(ulong Start, ulong End)> Read(ReadOnlySpan<byte> table, ulong address)
    {
        List<(ulong, ulong)> ranges = [];
        Dictionary<int, byte> encodings = [];
        int position = 0;
        while (position + 8 <= table.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(table[position..]);
            // 0 ends the table; the 64-bit form is not used in practice and is not read.
            if (length is 0 or < 4 or uint.MaxValue || length > (uint)(table.Length - position - 4))
                break;
            int start = position + 4, end = start + (int)length;
            uint back = BinaryPrimitives.ReadUInt32LittleEndian(table[start..]);
            if (back == 0)
                encodings[position] = PointerEncoding(table[(start + 4)..end]);
            else if (back <= (uint)start && encodings.TryGetValue(start - (int)back, out byte encoding)
                     && TryReadRange(table[(start + 4)..end], address + (ulong)start + 4, encoding, out ulong from, out ulong size)
                     && size != 0 && from + size > from)
                ranges.Add((from, from + size));
            position = end;
        }
        return ranges;
    }

    private static byte PointerEncoding(ReadOnlySpan<byte> cie)
    {
        if (cie.Length < 1)
            return Absolute;
        ReadOnlySpan<byte> rest = cie[1..];
        int terminator = rest.IndexOf((byte)0);
        if (terminator <= 0 || rest[0] != (byte)'z')
            return Absolute;
        ReadOnlySpan<byte> augmentation = rest[1..terminator];
        rest = rest[(terminator + 1)..];
        // Code alignment, data alignment, return register, length of the augmentation data: all LEB128.
        for (int i = 0; i < 4; i++)
            rest = SkipLeb128(rest);
        foreach (byte letter in augmentation)
        {
            if (rest.IsEmpty)
                return Absolute;
            switch ((char)letter)
            {
                case 'R':
                    return rest[0];
                case 'L':
                    rest = rest[1..];
                    break;
                case 'P':
                    int skip = 1 + ((rest[0] & FormatMask) is UData8 or SData8 or Absolute ? 8 : (rest[0] & FormatMask) is 2 or 10 ? 2 : 4);
                    rest = rest[Math.Min(skip, rest.Length)..];
                    break;
            }
        }
        return Absolute;
    }

    private static ReadOnlySpan<byte> SkipLeb128(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        while (i < bytes.Length && (bytes[i] & 0x80) != 0)
            i++;
        return bytes[Math.Min(i + 1, bytes.Length)..];
    }

    private static bool TryReadRange(ReadOnlySpan<byte> fde, ulong address, byte encoding, out ulong from, out ulong size)
    {
        from = size = 0;
        int width = (encoding & FormatMask) switch { Absolute or UData8 or SData8 => 8, UData4 or SData4 => 4, _ => 0 };
        if (width == 0 || fde.Length < 2 * width || (encoding & ApplicationMask) is not (Absolute or PcRelative))
            return false;
        from = width == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(fde)
            : (encoding & FormatMask) == SData4
                ? (ulong)BinaryPrimitives.ReadInt32LittleEndian(fde)
                : BinaryPrimitives.ReadUInt32LittleEndian(fde);
        if ((encoding & ApplicationMask) == PcRelative)
            from += address;
        size = width == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(fde[width..])
            : BinaryPrimitives.ReadUInt32LittleEndian(fde[width..]);
        return true;
    }
}
