using System;

namespace LiteBox.North;

/// <summary>An open file of /proc with the text that it had when it was opened.</summary>
internal sealed class ProcOpenFile : OpenFile
{
    private readonly byte[] _text;
    private readonly Thread? _named;

    public ProcOpenFile(Inode inode, OpenFlags flags, byte[] text, Thread? named)
        : base(inode, flags)
    {
        _text = text;
        _named = named;
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
        // /proc/PID/comm names the thread; the other files keep what they say.
        ulong length = from.Remaining;
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

    public override Result Seek(long offset, int whence) => SeekWithin(offset, whence, (ulong)_text.Length);
}
