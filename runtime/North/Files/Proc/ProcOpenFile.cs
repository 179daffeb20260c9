using System;

namespace LiteBox.North;

/// <summary>An open file of /proc with the text that it had when it was opened.</summary>
internal sealed class ProcOpenFile : OpenFile
{
    private readonly byte[] _text;
    private readonly Thread? _named;
    private readonly Process? _scored;

    /// <summary>With the thread that a write names, or the process whose score it sets.</summary>
    public ProcOpenFile(Inode inode, OpenFlags flags, byte[] text, Thread? named = null, Process? scored = null)
        : base(inode, flags)
    {
        _text = text;
        _named = named;
        _scored = scored;
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
        // /proc/PID/comm names the thread, and oom_score_adj is kept; the other files stay as they are.
        if (!Capability.ProcessFiles)
            return Errno.EINVAL;
        ulong length = from.Remaining;
        if (_scored is not null)
            return WriteScore(_scored, ref from);
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

    private static Result WriteScore(Process process, ref Transfer from)
    {
        const int Most = 1000;
        ulong length = from.Remaining;
        Span<byte> digits = stackalloc byte[12];
        digits = digits[..from.Take(digits)];
        if (from.Faulted)
            return Errno.EFAULT;
        while (digits.Length > 0 && (digits[^1] == (byte)'\n' || digits[^1] == (byte)' '))
            digits = digits[..^1];
        bool negative = digits.Length > 0 && digits[0] == (byte)'-';
        if (!ProcRoot.TryParseNumber(negative ? digits[1..] : digits, out int score) || score > Most)
            return Errno.EINVAL;
        process.OutOfMemoryScore = negative ? -score : score;
        return length;
    }

    public override Result Seek(long offset, int whence) => SeekWithin(offset, whence, (ulong)_text.Length);
}
