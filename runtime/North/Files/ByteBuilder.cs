using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>Text in the making, as bytes.</summary>
public ref struct ByteBuilder
{
    private byte[] _bytes;

    /// <summary>An empty text with room for some bytes.</summary>
    public ByteBuilder(int capacity) => _bytes = new byte[capacity];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The text so far.</summary>
    public readonly ReadOnlySpan<byte> Text => new(_bytes, 0, Length);

    /// <summary>The text as an array of its own.</summary>
    public readonly byte[] ToArray() => Text.ToArray();

    /// <summary>Adds a byte.</summary>
    public void Append(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    /// <summary>Adds bytes.</summary>
    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length - Length)
            Grow(text.Length);
        text.CopyTo(new Span<byte>(_bytes, Length, text.Length));
        Length += text.Length;
    }

    /// <summary>Adds a decimal number, filled up with spaces on the left.</summary>
    public void AppendDecimal(ulong value, int width = 0, byte fill = (byte)' ')
    {
        Span<byte> digits = stackalloc byte[20];
        int at = digits.Length;
        do
        {
            digits[--at] = (byte)('0' + value % 10);
            value /= 10;
        }
        while (value != 0);
        for (int i = digits.Length - at; i < width; i++)
            Append(fill);
        Append(digits[at..]);
    }

    /// <summary>Adds a decimal number with its sign.</summary>
    public void AppendSigned(long value)
    {
        if (value < 0)
            Append((byte)'-');
        AppendDecimal(value < 0 ? 0 - (ulong)value : (ulong)value);
    }

    /// <summary>Adds a number to base 16 (or 8) with at least <paramref name="width"/> digits.</summary>
    public void AppendDigits(ulong value, int width, int bitsPerDigit = 4)
    {
        int digits = 1;
        while (digits * bitsPerDigit < 64 && value >> (digits * bitsPerDigit) != 0)
            digits++;
        for (int i = int.Max(digits, width) - 1; i >= 0; i--)
        {
            ulong digit = i * bitsPerDigit >= 64 ? 0 : value >> (i * bitsPerDigit) & ((1ul << bitsPerDigit) - 1);
            Append("0123456789abcdef"u8[(int)digit]);
        }
    }

    /// <summary>
    /// Adds a text in which <c>%</c> and a letter stand for the next value: <c>d</c> decimal, <c>x</c> 16 hexadecimal
    /// digits, <c>o</c> at least three octal ones, <c>k</c> kilobytes in eight columns. A text of many values is
    /// far smaller this way than as a call for each piece.
    /// </summary>
    public void AppendFormat(scoped ReadOnlySpan<byte> format, params scoped ReadOnlySpan<ulong> values)
    {
        int next = 0;
        int at;
        while ((at = format.IndexOf((byte)'%')) >= 0)
        {
            Append(format[..at]);
            ulong value = values[next++];
            switch (format[at + 1])
            {
                case (byte)'x':
                    AppendDigits(value, 16);
                    break;
                case (byte)'o':
                    AppendDigits(value, 3, 3);
                    break;
                case (byte)'k':
                    AppendDecimal(value >> 10, 8);
                    break;
                default:
                    AppendDecimal(value);
                    break;
            }

            format = format[(at + 2)..];
        }

        Append(format);
    }

    /// <summary>Puts a 32-bit number, little endian, over four bytes that are there.</summary>
    public readonly void SetNumber(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(_bytes, position, sizeof(uint)), value);

    /// <summary>Adds spaces until the text is this long.</summary>
    public void PadTo(int length)
    {
        while (Length < length)
            Append((byte)' ');
    }

    /// <summary>Turns the bytes round.</summary>
    public readonly void Reverse()
    {
        for (int i = 0, j = Length - 1; i < j; i++, j--)
            (_bytes[i], _bytes[j]) = (_bytes[j], _bytes[i]);
    }

    private void Grow(int more)
    {
        byte[] larger = new byte[int.Max(_bytes.Length * 2, Length + more)];
        Text.CopyTo(larger);
        _bytes = larger;
    }
}
