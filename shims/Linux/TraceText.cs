using System;

namespace LiteBox.Shim.Linux;

/// <summary>Text of the trace log in a buffer of fixed size; what does not fit is left out.</summary>
internal ref struct TraceText
{
    private const int LongestString = 64;

    private readonly Span<byte> _buffer;
    private int _length;

    internal TraceText(Span<byte> buffer)
    {
        _buffer = buffer;
        _length = 0;
    }

    /// <summary>What has been written.</summary>
    internal readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    internal void Clear() => _length = 0;

    internal void Write(byte value)
    {
        if (_length < _buffer.Length)
            _buffer[_length++] = value;
    }

    internal void Write(scoped ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            Write(text[i]);
    }

    internal void WriteDecimal(long value)
    {
        if (value < 0)
            Write((byte)'-');
        WriteDigits(value < 0 ? 0UL - (ulong)value : (ulong)value, 10, 1);
    }

    internal void WriteUnsigned(ulong value) => WriteDigits(value, 10, 1);

    internal void WriteHex(ulong value)
    {
        if (value != 0)
            Write("0x"u8);
        WriteDigits(value, 16, 1);
    }

    internal void WriteOctal(ulong value)
    {
        if (value != 0)
            Write((byte)'0');
        WriteDigits(value, 8, 1);
    }

    internal void WritePointer(ulong address)
    {
        if (address == 0)
            Write("NULL"u8);
        else
            WriteHex(address);
    }

    /// <summary>Nanoseconds as seconds with microseconds.</summary>
    internal void WriteSeconds(long nanoseconds)
    {
        WriteDecimal(nanoseconds / Clock.Second);
        Write((byte)'.');
        WriteDigits((ulong)(nanoseconds % Clock.Second / 1000), 10, 6);
    }

    /// <summary>The name of a call, as strace names one without a name.</summary>
    internal void WriteCallName(ulong number)
    {
        ReadOnlySpan<byte> name = Dispatcher.NameOf(number);
        if (name.Length > 0)
        {
            Write(name);
            return;
        }

        Write("syscall_"u8);
        WriteHex(number);
    }

    internal void WriteResult(Result result)
    {
        if (!result.Failed)
        {
            if (result.Value is > int.MaxValue)
                WriteHex((ulong)result.Value);
            else
                WriteDecimal(result.Value);
            return;
        }

        if (Outcome.IsRestart(result.Error))
        {
            Write("? ERESTARTSYS (to be restarted or EINTR)"u8);
            return;
        }

        if (result.Value < -511)
        {
            Write((byte)'?');
            return;
        }

        Write("-1 "u8);
        ReadOnlySpan<byte> name = TraceNames.OfError(result.Error);
        if (name.Length > 0)
        {
            Write(name);
            return;
        }

        Write((byte)'E');
        WriteDecimal(-result.Value);
    }

    internal void WriteSignal(int signal)
    {
        ReadOnlySpan<byte> name = TraceNames.OfSignal(signal);
        if (name.Length > 0)
            Write(name);
        else
            WriteDecimal(signal);
    }

    /// <summary>A string of the guest, to its terminator, in quotes.</summary>
    internal void WriteGuestString(ulong address)
    {
        Span<byte> bytes = stackalloc byte[LongestString];
        Result length = Guest.ReadString(address, bytes);
        if (length.Error == Errno.EFAULT)
        {
            WritePointer(address);
            return;
        }

        WriteQuoted(length.Failed ? bytes : bytes[..(int)length.Value], length.Failed);
    }

    /// <summary>Bytes of the guest in quotes.</summary>
    internal void WriteGuestBytes(ulong address, ulong count)
    {
        Span<byte> bytes = stackalloc byte[LongestString / 2];
        Span<byte> shown = bytes[..(int)ulong.Min(count, (ulong)bytes.Length)];
        if (address == 0 || Guest.ReadBytes(address, shown) != Errno.None)
            WritePointer(address);
        else
            WriteQuoted(shown, count > (ulong)shown.Length);
    }

    /// <summary>A set of flags by their names: pairs of a value and a name. What has no name is hexadecimal.</summary>
    internal void WriteFlags(ulong value, ReadOnlySpan<byte> names, ReadOnlySpan<byte> none)
    {
        bool wrote = false;
        int at = 0;
        while (TraceNames.Next(names, ref at, out ulong flag, out ReadOnlySpan<byte> name))
        {
            if (flag == 0 || (value & flag) != flag)
                continue;
            if (wrote)
                Write((byte)'|');
            Write(name);
            wrote = true;
            value &= ~flag;
        }

        if (value == 0 && wrote)
            return;
        if (wrote)
            Write((byte)'|');
        if (value == 0)
            Write(none);
        else
            WriteHex(value);
    }

    /// <summary>One of several values by its name; a decimal number when it has none.</summary>
    internal void WriteChoice(long value, ReadOnlySpan<byte> names)
    {
        int at = 0;
        while (TraceNames.Next(names, ref at, out ulong choice, out ReadOnlySpan<byte> name))
        {
            if ((ulong)value != choice)
                continue;
            Write(name);
            return;
        }

        WriteDecimal(value);
    }

    private void WriteQuoted(scoped ReadOnlySpan<byte> bytes, bool more)
    {
        Write((byte)'"');
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];
            switch (value)
            {
                case (byte)'\n':
                    Write("\\n"u8);
                    break;
                case (byte)'\t':
                    Write("\\t"u8);
                    break;
                case (byte)'"' or (byte)'\\':
                    Write((byte)'\\');
                    Write(value);
                    break;
                case < (byte)' ' or > (byte)'~':
                    Write((byte)'\\');
                    WriteDigits(value, 8, i + 1 < bytes.Length && bytes[i + 1] is >= (byte)'0' and <= (byte)'7' ? 3 : 1);
                    break;
                default:
                    Write(value);
                    break;
            }
        }

        Write((byte)'"');
        if (more)
            Write("..."u8);
    }

    private void WriteDigits(ulong value, uint radix, int fewest)
    {
        Span<byte> digits = stackalloc byte[24];
        int first = digits.Length;
        do
        {
            uint digit = (uint)(value % radix);
            digits[--first] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value /= radix;
        }
        while (value != 0 || digits.Length - first < fewest);
        Write(digits[first..]);
    }
}
