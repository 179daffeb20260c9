using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// The arguments of one call in the trace log. As strace does, those up to the first that the call fills in are written before
/// the call, the others after it.
/// </summary>
internal ref struct TraceArguments
{
    private const long CurrentDirectory = -100;
    private const int MostStrings = 16;

    private readonly GuestRegisters _registers;
    private readonly ReadOnlySpan<byte> _shape;
    private int _next;

    internal TraceArguments(in GuestRegisters registers)
    {
        _registers = registers;
        _shape = TraceShapes.Of(registers.Rax);
        _next = 0;
    }

    internal void WriteBefore(ref TraceText text)
    {
        while (_next < _shape.Length && _shape[_next] is not ((byte)'B' or (byte)'t' or (byte)'2' or (byte)'q'))
            WriteNext(ref text, Result.Success);
    }

    internal void WriteAfter(ref TraceText text, Result result)
    {
        while (_next < _shape.Length)
            WriteNext(ref text, result);
    }

    private void WriteNext(ref TraceText text, Result result)
    {
        if (_next > 0)
            text.Write(", "u8);
        byte kind = _shape[_next];
        ulong value = Value(_next++);
        switch (kind)
        {
            case (byte)'d':
                text.WriteDecimal(value >> 32 == 0 ? (int)value : (long)value);
                break;
            case (byte)'u':
                text.WriteUnsigned(value);
                break;
            case (byte)'o':
                text.WriteOctal((uint)value);
                break;
            case (byte)'p':
                text.WritePointer(value);
                break;
            case (byte)'s':
                text.WriteGuestString(value);
                break;
            case (byte)'@' when (int)value == CurrentDirectory:
                text.Write("AT_FDCWD"u8);
                break;
            case (byte)'@':
                text.WriteDecimal((int)value);
                break;
            case (byte)'b':
                text.WriteGuestBytes(value, Value(_next));
                break;
            case (byte)'B' when result.Failed:
                text.WritePointer(value);
                break;
            case (byte)'B':
                text.WriteGuestBytes(value, (ulong)result.Value);
                break;
            case (byte)'a':
                WriteStrings(ref text, value);
                break;
            case (byte)'T':
                WriteTime(ref text, value);
                break;
            case (byte)'t' when result.Failed:
                text.WritePointer(value);
                break;
            case (byte)'t':
                WriteTime(ref text, value);
                break;
            case (byte)'m':
                WriteMask(ref text, value);
                break;
            case (byte)'S':
                text.WriteSignal((int)value);
                break;
            case (byte)'2':
                WritePair(ref text, value, result);
                break;
            case (byte)'q':
                WriteStatus(ref text, value, result);
                break;
            default:
                WriteNamed(ref text, kind, value);
                break;
        }
    }

    private static void WriteNamed(ref TraceText text, byte kind, ulong value)
    {
        switch (kind)
        {
            case (byte)'O':
                if ((value & 3) == 0)
                    text.Write((value & ~3UL) == 0 ? "O_RDONLY"u8 : "O_RDONLY|"u8);
                if (value != 0)
                    text.WriteFlags((uint)value, TraceNames.OpenFlags, default);
                break;
            case (byte)'P':
                text.WriteFlags(value, TraceNames.Protection, "PROT_NONE"u8);
                break;
            case (byte)'M':
                text.WriteFlags(value, TraceNames.MapFlags, "0"u8);
                break;
            case (byte)'A':
                text.WriteFlags(value, TraceNames.AtFlags, "0"u8);
                break;
            case (byte)'L':
                text.WriteFlags(value, TraceNames.CloneFlags, "0"u8);
                break;
            case (byte)'k':
                text.WriteFlags((uint)value, TraceNames.SocketTypes, "0"u8);
                break;
            case (byte)'W':
                text.WriteChoice((int)value, TraceNames.Whence);
                break;
            case (byte)'C':
                text.WriteChoice((int)value, TraceNames.Clocks);
                break;
            case (byte)'F':
                text.WriteChoice((int)value, TraceNames.FutexCommands);
                break;
            case (byte)'K':
                text.WriteChoice((int)value, TraceNames.FileCommands);
                break;
            case (byte)'H':
                text.WriteChoice((int)value, TraceNames.MaskHow);
                break;
            case (byte)'E':
                text.WriteChoice((int)value, TraceNames.EpollOperations);
                break;
            case (byte)'f':
                text.WriteChoice((int)value, TraceNames.AddressFamilies);
                break;
            default:
                text.WriteHex(value);
                break;
        }
    }

    private static void WriteTime(ref TraceText text, ulong address)
    {
        if (address == 0 || Guest.Read(address, out Timespec time) != Errno.None)
        {
            text.WritePointer(address);
            return;
        }

        text.Write("{tv_sec="u8);
        text.WriteDecimal(time.Seconds);
        text.Write(", tv_nsec="u8);
        text.WriteDecimal(time.Nanoseconds);
        text.Write((byte)'}');
    }

    private static void WriteMask(ref TraceText text, ulong address)
    {
        if (address == 0 || Guest.Read(address, out ulong mask) != Errno.None)
        {
            text.WritePointer(address);
            return;
        }

        text.Write((byte)'[');
        bool wrote = false;
        for (int signal = 1; signal <= Signal.Max; signal++)
        {
            if ((mask & Signal.Bit(signal)) == 0)
                continue;
            if (wrote)
                text.Write((byte)' ');
            text.WriteSignal(signal);
            wrote = true;
        }

        text.Write((byte)']');
    }

    private static void WritePair(ref TraceText text, ulong address, Result result)
    {
        if (result.Failed || Guest.Read(address, out ulong pair) != Errno.None)
        {
            text.WritePointer(address);
            return;
        }

        text.Write((byte)'[');
        text.WriteDecimal((int)pair);
        text.Write(", "u8);
        text.WriteDecimal((int)(pair >> 32));
        text.Write((byte)']');
    }

    // struct stat: the mode is at 24, the size at 48.
    private static void WriteStatus(ref TraceText text, ulong address, Result result)
    {
        if (result.Failed || Guest.Read(address + 24, out uint mode) != Errno.None || Guest.Read(address + 48, out long size) != Errno.None)
        {
            text.WritePointer(address);
            return;
        }

        text.Write("{st_mode="u8);
        text.WriteOctal(mode);
        text.Write(", st_size="u8);
        text.WriteDecimal(size);
        text.Write(", ...}"u8);
    }

    private static void WriteStrings(ref TraceText text, ulong address)
    {
        if (address == 0)
        {
            text.Write("NULL"u8);
            return;
        }

        text.Write((byte)'[');
        for (int i = 0; ; i++)
        {
            if (Guest.Read(address + (ulong)i * sizeof(ulong), out ulong entry) != Errno.None || entry == 0)
                break;
            if (i > 0)
                text.Write(", "u8);
            if (i == MostStrings)
            {
                text.Write("..."u8);
                break;
            }

            text.WriteGuestString(entry);
        }

        text.Write((byte)']');
    }

    private readonly ulong Value(int index) => index switch
    {
        0 => _registers.Rdi,
        1 => _registers.Rsi,
        2 => _registers.Rdx,
        3 => _registers.R10,
        4 => _registers.R8,
        _ => _registers.R9,
    };
}
