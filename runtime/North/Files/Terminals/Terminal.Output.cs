using System;

namespace LiteBox.North;

/// <content>From the slave to the master: c_oflag, and the column that the cursor is in.</content>
public sealed partial class Terminal
{
    private const uint OPOST = 1, OLCUC = 2, ONLCR = 4, OCRNL = 8, ONOCR = 16, ONLRET = 32, TABDLY = 0x1800, XTABS = 0x1800;

    private bool _isStopped;
    private uint _column;
    private uint _canonicalColumn;

    /// <summary>Writes as many bytes as have room; gives how many.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length && CanWrite && Put(bytes[done]))
            done++;
        MasterChanges.Wake(mask: (uint)PollEvents.Readable);
        return done;
    }

    /// <summary>Stops the output, or lets it go on (^S, ^Q; tcflow(3)).</summary>
    public void SetStopped(bool stopped)
    {
        _isStopped = stopped;
        if (!stopped)
            SlaveChanges.Wake(mask: (uint)PollEvents.Writable);
    }

    /// <summary>Drops what the master has not read.</summary>
    public void FlushOutput()
    {
        _output.Skip(_output.Count);
        SlaveChanges.Wake(mask: (uint)PollEvents.Writable);
    }

    private bool Put(byte c)
    {
        if ((_settings.Output & OPOST) == 0)
            return PutRaw(c);
        switch (c)
        {
            case (byte)'\n':
                if ((_settings.Output & ONLRET) != 0)
                    _column = 0;
                if ((_settings.Output & ONLCR) != 0)
                {
                    if (_output.Room < 2)
                        return false;
                    _column = _canonicalColumn = 0;
                    _ = PutRaw((byte)'\r');
                    return PutRaw(c);
                }

                _canonicalColumn = _column;
                break;
            case (byte)'\r':
                if ((_settings.Output & ONOCR) != 0 && _column == 0)
                    return true;
                if ((_settings.Output & OCRNL) != 0)
                {
                    c = (byte)'\n';
                    if ((_settings.Output & ONLRET) != 0)
                        _column = _canonicalColumn = 0;
                    break;
                }

                _column = _canonicalColumn = 0;
                break;
            case (byte)'\t':
                int spaces = 8 - (int)(_column & 7);
                if ((_settings.Output & TABDLY) == XTABS)
                {
                    if (_output.Room < spaces)
                        return false;
                    _column += (uint)spaces;
                    while (spaces-- > 0)
                        _ = PutRaw((byte)' ');
                    return true;
                }

                _column += (uint)spaces;
                break;
            case (byte)'\b':
                if (_column > 0)
                    _column--;
                break;
            default:
                if (IsControl(c))
                    break;
                if ((_settings.Output & OLCUC) != 0 && c is >= (byte)'a' and <= (byte)'z')
                    c -= 32;
                if (!IsContinuation(c))
                    _column++;
                break;
        }

        return PutRaw(c);
    }

    private bool PutRaw(byte c)
    {
        Span<byte> room = _output.Poke();
        if (room.Length == 0)
            return false;
        room[0] = c;
        _output.Commit(1);
        return true;
    }

    private static bool IsControl(byte c) => c is < 32 or 127;

    private bool IsContinuation(byte c) => (_settings.Input & IUTF8) != 0 && (c & 0xC0) == 0x80;
}
