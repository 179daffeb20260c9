using System;

namespace LiteBox.North;

/// <summary>An open regular file.</summary>
public class RegularFile : OpenFile
{
    private const int SeekData = 3, SeekHole = 4;
    private const int SealShrink = 2, SealGrow = 4, SealWrite = 8, SealFutureWrite = 16;

    private readonly TreeFile _file;

    /// <summary>Opens it.</summary>
    public RegularFile(TreeFile file, OpenFlags flags)
        : base(file, flags) => _file = file;

    /// <inheritdoc/>
    public override bool TryGetImageOffset(ulong offset, ulong length, out ulong imageOffset) =>
        _file.TryGetImageOffset(offset, length, out imageOffset);

    /// <inheritdoc/>
    public override object? SharedObject => _file;

    /// <inheritdoc/>
    public override bool MayShareWritable => CanWrite && (_file.Seals <= 0 || (_file.Seals & (SealWrite | SealFutureWrite)) == 0);

    /// <inheritdoc/>
    public override Errno MapShared(ulong address, ulong length, PageProtection protection, ulong offset) =>
        Capability.SharedMemory && Capability.FileChanges ? _file.MapPages(address, length, protection, offset) : Errno.ENODEV;

    /// <inheritdoc/>
    public override void CountView(AreaFlags flags, int change) => _file.CountView(flags, change);

    /// <inheritdoc/>
    public override Result PRead(Span<byte> destination, ulong offset)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ReadOnlySpan<byte> piece = _file.Peek(offset + (ulong)done, (ulong)(destination.Length - done));
            if (piece.Length == 0)
                break;
            piece.CopyTo(destination[done..]);
            done += piece.Length;
        }

        return done;
    }

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        Result result = ReadAt(thread, ref to, Offset);
        if (result.Value > 0)
            Offset += (ulong)result.Value;
        return result;
    }

    /// <inheritdoc/>
    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset)
    {
        ulong at = offset;
        while (to.Remaining != 0)
        {
            ReadOnlySpan<byte> piece = _file.Peek(at, to.Remaining);
            if (piece.Length == 0)
                break;
            at += (ulong)to.Put(piece);
            if (to.Faulted)
                return at == offset ? Errno.EFAULT : at - offset;
        }

        return at - offset;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        bool append = (Flags & OpenFlags.Append) != 0;
        ulong start = append ? _file.Size : Offset;
        Result result = WriteAtPlace(thread, ref from, start);
        if (result.Value > 0)
            Offset = start + (ulong)result.Value;
        return result;
    }

    /// <inheritdoc/>
    public override Result WriteAt(Thread thread, ref Transfer from, ulong offset) =>
        // Linux appends whatever offset pwrite is given (pwrite(2), BUGS).
        WriteAtPlace(thread, ref from, (Flags & OpenFlags.Append) != 0 ? _file.Size : offset);

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence)
    {
        if (whence is not (SeekData or SeekHole))
            return SeekWithin(offset, whence, _file.Size);
        if (offset < 0)
            return Errno.ENXIO;
        Result found = _file.Seek((ulong)offset, whence == SeekHole);
        if (!found.Failed)
            Offset = (ulong)found.Value;
        return found;
    }

    /// <summary>Makes a range read as zeros. EPERM when a seal forbids it, ENOSPC.</summary>
    public override Errno Punch(ulong offset, ulong length) =>
        !Capability.FileChanges || (_file.Seals > 0 && (_file.Seals & (SealWrite | SealFutureWrite)) != 0) ? Errno.EPERM : _file.Punch(offset, length);

    /// <summary>Makes sure that a range has memory; grows the file over it unless its size is kept. EPERM, EFBIG, ENOSPC.</summary>
    public Errno Reserve(Thread thread, ulong offset, ulong length, bool keepSize)
    {
        ulong end = offset + length;
        bool grows = !keepSize && end > _file.Size;
        if (grows && _file.Seals > 0 && (_file.Seals & SealGrow) != 0)
            return Errno.EPERM;
        if (grows && end > thread.Process.Limits[Limits.FileSize])
        {
            thread.Post(SignalInfo.FromKernel(Signal.SIGXFSZ));
            return Errno.EFBIG;
        }

        Errno error = _file.Reserve(offset, length);
        return error == Errno.None && grows ? _file.Truncate(end) : error;
    }

    private Result WriteAtPlace(Thread thread, ref Transfer from, ulong start)
    {
        if (!Capability.FileChanges)
            return Errno.EBADF;
        if (from.Remaining == 0)
            return 0;
        Errno error = CheckWrite(thread, ref from, start);
        if (error != Errno.None)
            return error;
        ulong at = start;
        if (Capability.SharedMemory && start > _file.Size)
            _file.ClearTail();
        while (from.Remaining != 0)
        {
            Span<byte> room = _file.Poke(at, from.Remaining);
            if (room.Length == 0)
            {
                error = Errno.ENOSPC;
                break;
            }

            int taken = from.Take(room);
            at += (ulong)taken;
            if (at > _file.Size && taken != 0)
                _file.Extend(at);
            if (!from.Faulted)
                continue;

            // What a copy that failed half-way left behind the new end of file must not be seen later.
            if (at + (ulong)(room.Length - taken) > _file.Size)
                room[(int)(ulong.Max(at, _file.Size) - (at - (ulong)taken))..].Clear();
            error = Errno.EFAULT;
            break;
        }

        if (at == start)
            return error;
        if (Capability.SharedMemory)
            thread.Process.Memory.Follow(_file);
        _file.TouchContents();

        // Writing takes set-user-ID and, where the group may execute, set-group-ID away.
        if ((_file.Mode & (FileType.SetUser | FileType.SetGroup)) != 0 && !thread.Process.Credentials.IsPrivileged)
            _file.Mode &= ~(FileType.SetUser | ((_file.Mode & 8) != 0 ? FileType.SetGroup : 0));
        return at - start;
    }

    private Errno CheckWrite(Thread thread, ref Transfer from, ulong start)
    {
        ulong limit = ulong.Min(thread.Process.Limits[Limits.FileSize], TreeFile.MaxSize);
        if (start >= limit)
        {
            if (limit != TreeFile.MaxSize)
                thread.Post(SignalInfo.FromKernel(Signal.SIGXFSZ));
            return Errno.EFBIG;
        }

        from.Limit(limit - start);
        if (_file.Seals > 0)
        {
            if ((_file.Seals & (SealWrite | SealFutureWrite)) != 0)
                return Errno.EPERM;
            if ((_file.Seals & SealGrow) != 0 && start + from.Remaining > _file.Size)
                return Errno.EPERM;
        }

        return Errno.None;
    }

    /// <summary>Sets the size as ftruncate(2) does. EPERM when a seal forbids it, EFBIG beyond the limit.</summary>
    public Errno SetSize(Thread thread, ulong size)
    {
        if (_file.Seals > 0 && (_file.Seals & (size < _file.Size ? SealShrink : size > _file.Size ? SealGrow : 0)) != 0)
            return Errno.EPERM;
        return FileCalls.SetSize(thread, _file, size);
    }
}
