using System;

namespace LiteBox.North;

/// <content>From the master to the slave: c_iflag and c_lflag, line editing, echo, signals (drivers/tty/n_tty.c).</content>
public sealed partial class Terminal
{
    private const uint ISTRIP = 0x20, INLCR = 0x40, IGNCR = 0x80, ICRNL = 0x100, IUCLC = 0x200, IXON = 0x400, IXANY = 0x800, IUTF8 = 0x4000;
    private const uint ISIG = 1, ICANON = 2, ECHO = 8, ECHOE = 0x10, ECHOK = 0x20, ECHONL = 0x40, NOFLSH = 0x80, TOSTOP = 0x100,
        ECHOCTL = 0x200, ECHOPRT = 0x400, ECHOKE = 0x800, IEXTEN = 0x8000;
    private const int VINTR = 0, VQUIT = 1, VERASE = 2, VKILL = 3, VEOF = 4, VTIME = 5, VMIN = 6, VSTART = 8, VSTOP = 9, VSUSP = 10,
        VEOL = 11, VREPRINT = 12, VWERASE = 14, VLNEXT = 15, VEOL2 = 16;
    private const int InputSize = 4096;

    // Positions only grow. Up to _lines whole lines are there in canonical mode; _ends marks their last bytes.
    private readonly byte[] _input = new byte[InputSize];
    private readonly bool[] _ends = new bool[InputSize];
    private uint _tail;
    private uint _lines;
    private uint _head;
    private bool _isLiteral;
    private bool _isErasing;

    /// <summary>True for canonical mode: input comes in lines.</summary>
    public bool IsCanonical => Has(ICANON);

    /// <summary>True when a write by the background is to be stopped.</summary>
    public bool StopsBackgroundWrites => Has(TOSTOP);

    /// <summary>True while the master may write: in canonical mode always, as a line that is too long loses its end.</summary>
    public bool HasInputRoom => _head - _tail < InputSize || (IsCanonical && _lines == _tail);

    /// <summary>VMIN and VTIME, the latter in nanoseconds.</summary>
    public unsafe (int Minimum, long Time) ReadLimits => (_settings.Characters[VMIN], _settings.Characters[VTIME] * (Clock.Second / 10));

    /// <summary>Bytes that a slave can read now (FIONREAD).</summary>
    public int InputCount
    {
        get
        {
            if (!IsCanonical)
                return (int)(_head - _tail);
            int count = 0;
            for (uint at = _tail; at != _lines; at++)
            {
                // An end of file is no byte.
                if (!IsEndOfFile(at))
                    count++;
            }

            return count;
        }
    }

    /// <summary>True when a read gives something: a line, or a number of bytes.</summary>
    public bool HasInput(int minimum) => IsCanonical ? _lines != _tail : _head - _tail >= (uint)int.Max(minimum, 1);

    /// <summary>Takes input out: in canonical mode at most a line, without the end of file that may end it. Gives how many bytes.</summary>
    public int Read(Span<byte> bytes, out bool lineEnded)
    {
        lineEnded = false;
        int done = 0;
        uint end = IsCanonical ? _lines : _head;
        while (_tail != end && !lineEnded)
        {
            bool isEnd = IsCanonical && _ends[_tail % InputSize], isEof = isEnd && IsEndOfFile(_tail);
            if (!isEof && done == bytes.Length)
                break;
            if (!isEof)
                bytes[done++] = _input[_tail % InputSize];
            _ends[_tail % InputSize] = false;
            _tail++;
            lineEnded = isEnd;
        }

        if (done != 0)
            MasterChanges.Wake(mask: (uint)PollEvents.Writable);
        return done;
    }

    /// <summary>Drops what no slave has read.</summary>
    public void FlushInput()
    {
        _tail = _lines = _head = 0;
        _ends.AsSpan().Clear();
        MasterChanges.Wake(mask: (uint)PollEvents.Writable);
    }

    /// <summary>Sets the settings. What is there of a line becomes readable when canonical mode ends, and back.</summary>
    public void Set(in TerminalSettings settings)
    {
        bool was = IsCanonical;
        uint input = _settings.Input;
        _settings = settings;
        if (was != IsCanonical)
        {
            // What waits counts as one line, as far as it goes.
            _ends.AsSpan().Clear();
            _lines = _head;
            if (IsCanonical && _head != _tail)
                _ends[(_head - 1) % InputSize] = true;
            _isLiteral = _isErasing = false;
        }

        if ((input & IXON) != 0 && (settings.Input & IXON) == 0 && _isStopped)
            SetStopped(false);
        SlaveChanges.Wake();
    }

    /// <summary>Takes what the master writes, as far as there is room; gives how many bytes.</summary>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length && HasInputRoom)
            Receive(bytes[done++]);
        MasterChanges.Wake(mask: (uint)PollEvents.Readable);
        if (HasInput(1))
            SlaveChanges.Wake(mask: (uint)PollEvents.Readable);
        return done;
    }

    private void Receive(byte c)
    {
        if ((_settings.Input & ISTRIP) != 0)
            c &= 0x7F;
        if ((_settings.Input & IUCLC) != 0 && Has(IEXTEN) && c is >= (byte)'A' and <= (byte)'Z')
            c += 32;
        if (_isLiteral)
        {
            _isLiteral = false;
            EchoOrdinary(c);
            Store(c);
            return;
        }

        if ((_settings.Input & IXON) != 0 && (Is(c, VSTART) || Is(c, VSTOP)))
        {
            SetStopped(Is(c, VSTOP));
            return;
        }

        if (Has(ISIG) && (Is(c, VINTR) || Is(c, VQUIT) || Is(c, VSUSP)))
        {
            Interrupt(c, Is(c, VINTR) ? Signal.SIGINT : Is(c, VQUIT) ? Signal.SIGQUIT : Signal.SIGTSTP);
            return;
        }

        if (_isStopped && (_settings.Input & (IXON | IXANY)) == (IXON | IXANY))
            SetStopped(false);
        if (c == (byte)'\r')
        {
            if ((_settings.Input & IGNCR) != 0)
                return;
            if ((_settings.Input & ICRNL) != 0)
                c = (byte)'\n';
        }
        else if (c == (byte)'\n' && (_settings.Input & INLCR) != 0)
        {
            c = (byte)'\r';
        }

        if (Has(ICANON) && ReceiveCanonical(c))
            return;
        EchoOrdinary(c);
        Store(c);
    }

    /// <summary>What edits and ends lines. False for an ordinary character.</summary>
    private bool ReceiveCanonical(byte c)
    {
        if (Is(c, VERASE) || Is(c, VKILL) || (Is(c, VWERASE) && Has(IEXTEN)))
        {
            Erase(c);
            return true;
        }

        if (Is(c, VLNEXT) && Has(IEXTEN))
        {
            _isLiteral = true;
            if (Has(ECHO))
            {
                FinishErasing();
                if (Has(ECHOCTL))
                    EchoRaw("^\b"u8);
            }

            return true;
        }

        if (Is(c, VREPRINT) && Has(ECHO) && Has(IEXTEN))
        {
            FinishErasing();
            EchoShown(c);
            Echo((byte)'\n');
            for (uint at = _lines; at != _head; at++)
                EchoShown(_input[at % InputSize]);
            return true;
        }

        if (c == (byte)'\n')
        {
            if (Has(ECHO) || Has(ECHONL))
                Echo(c);
            EndLine(c);
            return true;
        }

        if (Is(c, VEOF))
        {
            EndLine(0);
            return true;
        }

        if (!Is(c, VEOL) && !(Is(c, VEOL2) && Has(IEXTEN)))
            return false;
        if (Has(ECHO))
            EchoOrdinary(c);
        EndLine(c);
        return true;
    }

    private void EndLine(byte c)
    {
        Store(c);
        _ends[(_head - 1) % InputSize] = true;
        _lines = _head;
        SlaveChanges.Wake(mask: (uint)PollEvents.Readable);
    }

    private void Store(byte c)
    {
        // A line that fills everything has its last byte replaced.
        if (_head - _tail == InputSize)
            _head--;
        _input[_head % InputSize] = c;
        _ends[_head % InputSize] = false;
        _head++;
    }

    private void Interrupt(byte c, int signal)
    {
        Terminals.SignalGroup(ForegroundGroup, signal);
        if (!Has(NOFLSH))
        {
            FlushInput();
            FlushOutput();
        }

        if ((_settings.Input & IXON) != 0)
            SetStopped(false);
        if (Has(ECHO))
            EchoShown(c);
    }

    /// <summary>VERASE, VKILL and VWERASE.</summary>
    private unsafe void Erase(byte c)
    {
        if (_head == _lines)
            return;
        bool word = Is(c, VWERASE) && Has(IEXTEN) && !Is(c, VERASE), line = Is(c, VKILL) && !word && !Is(c, VERASE);
        if (line && !Has(ECHO))
        {
            _head = _lines;
            return;
        }

        if (line && (!Has(ECHOK) || !Has(ECHOKE) || !Has(ECHOE)))
        {
            _head = _lines;
            FinishErasing();
            EchoShown(_settings.Characters[VKILL]);
            if (Has(ECHOK))
                Echo((byte)'\n');
            return;
        }

        bool seen = false;
        while (_head != _lines)
        {
            uint start = _head;
            do
                start--;
            while (IsContinuation(_input[start % InputSize]) && start != _lines);
            byte erased = _input[start % InputSize];
            if (IsContinuation(erased))
                break;
            if (word)
            {
                if (IsWordPart(erased))
                    seen = true;
                else if (seen)
                    break;
            }

            uint end = _head;
            _head = start;
            if (Has(ECHO))
                EchoErased(erased, start, end, onlyOne: !word && !line);
            if (!word && !line)
                break;
        }

        if (_head == _lines && Has(ECHO))
            FinishErasing();
    }

    private unsafe void EchoErased(byte erased, uint start, uint end, bool onlyOne)
    {
        if (Has(ECHOPRT))
        {
            if (!_isErasing)
                EchoRaw("\\"u8);
            _isErasing = true;
            EchoShown(erased);
            for (uint at = start + 1; at != end; at++)
                _ = PutRaw(_input[at % InputSize]);
        }
        else if (onlyOne && !Has(ECHOE))
        {
            EchoShown(_settings.Characters[VERASE]);
        }
        else if (erased == (byte)'\t')
        {
            EraseTab();
        }
        else
        {
            if (IsControl(erased) && Has(ECHOCTL))
                EchoRaw("\b \b"u8);
            if (!IsControl(erased) || Has(ECHOCTL))
                EchoRaw("\b \b"u8);
        }
    }

    /// <summary>Goes back over a tab: to where the text before it ends, counted from the line's start or the last tab.</summary>
    private void EraseTab()
    {
        uint columns = 0;
        bool afterTab = false;
        for (uint at = _head; at != _lines;)
        {
            at--;
            byte c = _input[at % InputSize];
            if (c == (byte)'\t')
            {
                afterTab = true;
                break;
            }

            if (IsControl(c))
                columns += Has(ECHOCTL) ? 2u : 0;
            else if (!IsContinuation(c))
                columns++;
        }

        uint back = 8 - ((afterTab ? columns : columns + _canonicalColumn) & 7);
        while (back-- > 0)
            Echo((byte)'\b');
    }

    private void FinishErasing()
    {
        if (!_isErasing)
            return;
        EchoRaw("/"u8);
        _isErasing = false;
    }

    private void EchoOrdinary(byte c)
    {
        if (!Has(ECHO))
            return;
        FinishErasing();
        if (c == (byte)'\n')
        {
            Echo(c);
            return;
        }

        if (_lines == _head)
            _canonicalColumn = _column;
        EchoShown(c);
    }

    /// <summary>A control character is shown as ^X.</summary>
    private void EchoShown(byte c)
    {
        if (Has(ECHOCTL) && IsControl(c) && c != (byte)'\t')
        {
            Echo((byte)'^');
            Echo((byte)(c ^ 0x40));
        }
        else
        {
            Echo(c);
        }
    }

    private void EchoRaw(ReadOnlySpan<byte> bytes)
    {
        foreach (byte c in bytes)
            Echo(c);
    }

    // What finds no room is not echoed.
    private void Echo(byte c) => _ = Put(c);

    private bool Has(uint local) => (_settings.Local & local) != 0;

    private bool IsEndOfFile(uint at) => _ends[at % InputSize] && _input[at % InputSize] == 0;

    /// <summary>Whether it is one of the special characters; 0 is none of them (_POSIX_VDISABLE).</summary>
    private unsafe bool Is(byte c, int special) => c != 0 && _settings.Characters[special] == c;

    private static bool IsWordPart(byte c) =>
        c is (byte)'_' or (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z');
}
