using System;

namespace LiteBox.North;

/// <summary>An open regular file of a <see cref="GrantedFileSystem"/>.</summary>
public sealed class GrantedOpenFile(GrantedFile file, OpenFlags flags) : OpenFile(file, flags)
{
    private const int SeekData = 3, SeekHole = 4, SeekEnd = 2;

    private readonly GrantedFile _file = file;

    /// <inheritdoc/>
    public override ulong Length
    {
        get
        {
            _file.Refresh();
            return _file.Size;
        }
    }

    /// <inheritdoc/>
    public override bool IsOnHost => true;

    /// <inheritdoc/>
    public override Errno MapOnHost(ulong address, ulong length, PageProtection protection, ulong offset, bool shared)
    {
        if (Capability.SharedMemory && shared)
            return _file.MapShared(address, length, protection, offset, MayShareWritable);
        Errno error = _file.OpenReader(out int handle);
        return error != Errno.None ? error : HostDirectories.Map(handle, address, length, protection, offset);
    }

    /// <inheritdoc/>
    public override object? SharedObject => _file;

    /// <inheritdoc/>
    public override bool MayShareWritable => Capability.WritableHostDirectories && CanWrite && CanRead;

    /// <inheritdoc/>
    public override Result PRead(Span<byte> destination, ulong offset)
    {
        Transfer to = new(destination);
        return ReadFrom(ref to, offset);
    }

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        Result result = ReadFrom(ref to, Offset);
        if (result.Value > 0)
            Offset += (ulong)result.Value;
        return result;
    }

    /// <inheritdoc/>
    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset) => ReadFrom(ref to, offset);

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        bool append = (Flags & OpenFlags.Append) != 0;
        Result result = WriteTo(thread, ref from, Offset, append);
        if (result.Value > 0)
            Offset = append ? Length : Offset + (ulong)result.Value;
        return result;
    }

    /// <inheritdoc/>
    public override Result WriteAt(Thread thread, ref Transfer from, ulong offset) =>
        WriteTo(thread, ref from, offset, (Flags & OpenFlags.Append) != 0);

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence)
    {
        if (whence is not (SeekData or SeekHole))
            return SeekWithin(offset, whence, whence == SeekEnd ? Length : 0);

        // All of it counts as data, as lseek(2) lets file systems do.
        ulong size = Length;
        if (offset < 0 || (ulong)offset >= size)
            return Errno.ENXIO;
        Offset = whence == SeekHole ? size : (ulong)offset;
        return Offset;
    }

    private Result ReadFrom(ref Transfer to, ulong offset)
    {
        Errno error = _file.OpenReader(out int handle);
        if (error != Errno.None)
            return error;
        ulong done = 0;
        while (to.Remaining != 0)
        {
            Span<byte> piece = new(GrantedFileSystem.Buffer, 0, (int)ulong.Min(to.Remaining, (ulong)GrantedFileSystem.Buffer.Length));
            Result read = HostDirectories.Read(handle, piece, offset + done);
            if (read.Failed)
                return done != 0 ? done : read;
            done += (ulong)to.Put(piece[..(int)read.Value]);
            if (to.Faulted)
                return done != 0 ? done : Errno.EFAULT;
            if (read.Value < piece.Length)
                break;
        }

        return done;
    }

    private Result WriteTo(Thread thread, ref Transfer from, ulong offset, bool append)
    {
        if (!Capability.WritableHostDirectories)
            return Errno.EBADF;
        if (from.Remaining == 0)
            return 0;
        Errno error = _file.OpenWriter(out int handle);
        if (error != Errno.None)
            return error;
        ulong start = append ? Length : offset, limit = ulong.Min(thread.Process.Limits[Limits.FileSize], long.MaxValue);
        if (start >= limit)
        {
            if (limit != long.MaxValue)
                thread.Post(SignalInfo.FromKernel(Signal.SIGXFSZ));
            return Errno.EFBIG;
        }

        from.Limit(limit - start);
        ulong done = 0;
        while (from.Remaining != 0)
        {
            Span<byte> piece = new(GrantedFileSystem.Buffer, 0, (int)ulong.Min(from.Remaining, (ulong)GrantedFileSystem.Buffer.Length));
            piece = piece[..from.Take(piece)];
            if (piece.Length == 0)
                return done != 0 ? done : Errno.EFAULT;
            Result written = append ? HostDirectories.Append(handle, piece) : HostDirectories.Write(handle, piece, offset + done);
            if (written.Failed)
                return done != 0 ? done : written;
            done += (ulong)written.Value;
            if (written.Value < piece.Length || from.Faulted)
                break;
        }

        return done;
    }
}
