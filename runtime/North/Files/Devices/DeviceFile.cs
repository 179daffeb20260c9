using System;

namespace LiteBox.North;

/// <summary>An open device of memory (mem(4), null(4), random(4)).</summary>
internal sealed class DeviceFile : OpenFile
{
    private readonly DeviceKind _kind;

    public DeviceFile(Inode inode, DeviceKind kind, OpenFlags flags)
        : base(inode, flags) => _kind = kind;

    public override bool MapsZeros => _kind == DeviceKind.Zero;

    public override Result Read(Thread thread, ref Transfer to)
    {
        switch (_kind)
        {
            case DeviceKind.Null:
                return 0;
            case DeviceKind.Random:
                return ReadRandom(thread, ref to);
            default:
                return ReadZeros(thread, ref to);
        }
    }

    public override Result Write(Thread thread, ref Transfer from)
    {
        if (_kind == DeviceKind.Full)
            return Errno.ENOSPC;

        // What is written to /dev/random would be mixed into the pool; the host's generator needs none of it.
        return from.Remaining;
    }

    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset) => Read(thread, ref to);

    public override Result WriteAt(Thread thread, ref Transfer from, ulong offset) => Write(thread, ref from);

    public override Result Seek(long offset, int whence)
    {
        if (_kind != DeviceKind.Random)
            return Offset = 0;
        return SeekWithin(offset, whence, 0);
    }

    private static Result ReadZeros(Thread thread, ref Transfer to)
    {
        ulong done = 0;
        while (to.Remaining != 0)
        {
            done += (ulong)to.Put(Guest.Zeros[..(int)ulong.Min(to.Remaining, Guest.PageSize)]);
            if (to.Faulted)
                return done == 0 ? Errno.EFAULT : done;

            // A huge read of zeros must not hold everyone else up.
            if (thread.IsInterrupted && done != 0)
                break;
        }

        return done;
    }

    private static Result ReadRandom(Thread thread, ref Transfer to)
    {
        Span<byte> piece = stackalloc byte[256];
        ulong done = 0;
        while (to.Remaining != 0)
        {
            Span<byte> part = piece[..(int)ulong.Min(to.Remaining, (ulong)piece.Length)];
            Host.FillRandom(part);
            done += (ulong)to.Put(part);
            if (to.Faulted)
                return done == 0 ? Errno.EFAULT : done;
            if (thread.IsInterrupted && done != 0)
                break;
        }

        return done;
    }
}
