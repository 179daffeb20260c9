using System;

namespace LiteBox.North;

/// <summary>An open file of /proc with the text that it had when it was opened.</summary>
internal sealed class ProcOpenFile : OpenFile
{
    private readonly byte[] _text;
    private readonly Thread? _named;
    private readonly Process? _kept;
    private readonly ProcKind _kind;

    /// <summary>With the thread that a write names, or the process that keeps the number in it, and as what.</summary>
    public ProcOpenFile(Inode inode, OpenFlags flags, byte[] text, Thread? named = null, Process? kept = null, ProcKind kind = default)
        : base(inode, flags)
    {
        _text = text;
        _named = named;
        _kept = kept;
        _kind = kind;
    }

    public override Result Read(Thread thread, ref Transfer to)
    {
        Result result = ReadAt(thread, ref to, Offset);
        if (result.Value > 0)
            Offset += (ulong)result.Value;
        return result;
    }

    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset)
    {
        if (offset >= (ulong)_text.Length)
            return 0;
        int count = to.Put(new ReadOnlySpan<byte>(_text)[(int)offset..]);
        return count == 0 && to.Faulted ? Errno.EFAULT : count;
    }

    public override Result PRead(Span<byte> destination, ulong offset)
    {
        Transfer to = new(destination);
        return ReadAt(null!, ref to, offset);
    }

    public override Result Write(Thread thread, ref Transfer from)
    {
        // /proc/PID/comm names the thread, oom_score_adj and coredump_filter are kept; the other files stay as they are.
        if (!Capability.ProcessFiles)
            return Errno.EINVAL;
        ulong length = from.Remaining;
        if (_kept is not null)
            return WriteNumber(_kept, ref from);
        if (_named is null)
            return Errno.EINVAL;
        Span<byte> name = stackalloc byte[Thread.NameCapacity];
        name.Clear();
        int taken = from.Take(name[..(int)ulong.Min(length, Thread.NameCapacity - 1)]);
        if (from.Faulted)
            return Errno.EFAULT;
        if (taken > 0 && name[taken - 1] == (byte)'\n')
            name[taken - 1] = 0;
        name.CopyTo(_named.Name);
        return length;
    }

    private Result WriteNumber(Process process, ref Transfer from)
    {
        ulong length = from.Remaining;
        Span<byte> digits = stackalloc byte[12];
        digits = digits[..from.Take(digits)];
        if (from.Faulted)
            return Errno.EFAULT;
        while (digits.Length > 0 && (digits[^1] == (byte)'\n' || digits[^1] == (byte)' '))
            digits = digits[..^1];
        Errno error = _kind == ProcKind.CoreFilter ? SetFilter(process, digits) : SetScore(process, digits);
        return error == Errno.None ? length : error;
    }

    private static Errno SetScore(Process process, scoped ReadOnlySpan<byte> digits)
    {
        const int Most = 1000;
        bool negative = digits.Length > 0 && digits[0] == (byte)'-';
        if (!ProcRoot.TryParseNumber(negative ? digits[1..] : digits, out int score) || score > Most)
            return Errno.EINVAL;
        process.OutOfMemoryScore = negative ? -score : score;
        return Errno.None;
    }

    // As C writes numbers: 0x for base 16, 0 for base 8.
    private static Errno SetFilter(Process process, scoped ReadOnlySpan<byte> digits)
    {
        const uint Known = 0x1FF;
        uint numberBase = digits.Length > 1 && digits[0] == (byte)'0' ? (digits[1] | 0x20) == (byte)'x' ? 16u : 8u : 10u;
        digits = digits[(numberBase == 16 ? 2 : 0)..];
        if (digits.Length == 0)
            return Errno.EINVAL;
        ulong value = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            uint digit = (uint)(digits[i] <= (byte)'9' ? digits[i] - (byte)'0' : (digits[i] | 0x20) - (byte)'a' + 10);
            if (digit >= numberBase)
                return Errno.EINVAL;
            value = (value * numberBase) + digit;
            if (value > uint.MaxValue)
                return Errno.ERANGE;
        }

        process.CoreFilter = (uint)value & Known;
        return Errno.None;
    }

    public override Result Seek(long offset, int whence) => SeekWithin(offset, whence, (ulong)_text.Length);
}
