using System;

namespace LiteBox;

/// <summary>
/// Puts UTF-8 text and numbers together in a buffer that the caller has, and hands it to a file whenever it is full. Without a
/// file, what does not fit is cut off (<see cref="IsCut"/>).
/// </summary>
public ref struct Utf8Writer
{
    private const int MostDigits = 20;

    private readonly Span<byte> _buffer;
    private readonly File? _file;
    private int _length;

    /// <summary>A text in memory.</summary>
    public Utf8Writer(Span<byte> buffer) => _buffer = buffer;

    /// <summary>A text for a file; end with <see cref="Flush"/>.</summary>
    public Utf8Writer(File file, Span<byte> buffer)
    {
        _file = file;
        _buffer = buffer;
    }

    /// <summary>What is in the buffer.</summary>
    public readonly ReadOnlySpan<byte> Text => _buffer[.._length];

    /// <summary>True when something did not fit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The first error of the file.</summary>
    public Errno Error { get; private set; }

    /// <summary>Adds text.</summary>
    public void Append(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (_length == _buffer.Length && !TryEmpty())
            {
                IsCut = true;
                return;
            }

            int part = int.Min(text.Length, _buffer.Length - _length);
            text[..part].CopyTo(_buffer[_length..]);
            _length += part;
            text = text[part..];
        }
    }

    /// <summary>Adds one byte: a character of ASCII.</summary>
    public void Append(char ascii) => Append([(byte)ascii]);

    /// <summary>Adds a decimal number, filled up with spaces on the left.</summary>
    public void Append(long value, int width = 0)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        int first = Format(digits, value < 0 ? 0 - (ulong)value : (ulong)value, 10);
        if (value < 0)
            digits[--first] = (byte)'-';
        AppendFilled(digits[first..], width, (byte)' ');
    }

    /// <summary>Adds a hexadecimal number, filled up with zeros on the left.</summary>
    public void AppendHexadecimal(ulong value, int width = 0)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        AppendFilled(digits[Format(digits, value, 16)..], width, (byte)'0');
    }

    /// <summary>Adds text, filled up with spaces on the right.</summary>
    public void AppendPadded(scoped ReadOnlySpan<byte> text, int width)
    {
        Append(text);
        for (int i = text.Length; i < width; i++)
            Append(' ');
    }

    /// <summary>Writes what is in the buffer to the file; gives the first error of all writes.</summary>
    public Errno Flush()
    {
        if (_file is not null)
            _ = TryEmpty();
        return Error;
    }

    private bool TryEmpty()
    {
        if (_file is null || _buffer.IsEmpty)
            return false;
        Errno error = _file.WriteAll(Text);
        if (Error == Errno.None)
            Error = error;
        _length = 0;
        return true;
    }

    private void AppendFilled(scoped ReadOnlySpan<byte> digits, int width, byte fill)
    {
        for (int i = digits.Length; i < width; i++)
            Append([fill]);
        Append(digits);
    }

    private static int Format(Span<byte> digits, ulong value, uint numberBase)
    {
        int first = digits.Length;
        do
        {
            digits[--first] = "0123456789abcdef"u8[(int)(value % numberBase)];
            value /= numberBase;
        }
        while (value != 0);
        return first;
    }
}
