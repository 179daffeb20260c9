using System;

namespace LiteBox.Shim.Linux;

/// <summary>Copies from file to file: sendfile(2), copy_file_range(2), splice(2), tee(2).</summary>
internal static class FilesCopy
{
    private const int PieceSize = 4096;

    /// <summary>sendfile(2).</summary>
    [Syscall(40, "sendfile")]
    public static Result Send(Thread thread, int to, int from, ulong offsetAddress, ulong count)
    {
        OpenFile? source = Descriptors.Of(thread, from);
        OpenFile? target = Descriptors.Of(thread, to);
        if (source is null || target is null || !source.CanRead || !target.CanWrite)
            return Errno.EBADF;
        if (!source.Node.IsRegular && source.Node.Type != FileType.CharacterDevice)
            return source.Node.Type == FileType.Pipe && offsetAddress != 0 ? Errno.ESPIPE : Errno.EINVAL;
        if ((target.Flags & OpenFlags.Append) != 0 && target.Node.IsRegular)
            return Errno.EINVAL;
        return Copy(thread, source, target, offsetAddress, 0, count);
    }

    /// <summary>copy_file_range(2).</summary>
    [Syscall(326, "copy_file_range")]
    public static Result CopyRange(Thread thread, int from, ulong fromOffset, int to, ulong toOffset, ulong count, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL;
        OpenFile? source = Descriptors.Of(thread, from);
        OpenFile? target = Descriptors.Of(thread, to);
        if (source is null || target is null || !source.CanRead || !target.CanWrite || (target.Flags & OpenFlags.Append) != 0)
            return Errno.EBADF;
        if (source.Node.IsDirectory || target.Node.IsDirectory)
            return Errno.EISDIR;
        if (!source.Node.IsRegular || !target.Node.IsRegular)
            return Errno.EINVAL;
        if (source.Node.System != target.Node.System && !(source.Node.System.IsStorage && target.Node.System.IsStorage))
            return Errno.EXDEV;
        if (source.Node == target.Node)
        {
            Errno error = CheckOverlap(source, fromOffset, target, toOffset, count);
            if (error != Errno.None)
                return error;
        }

        return Copy(thread, source, target, fromOffset, toOffset, count);
    }

    /// <summary>splice(2): one of the two is a pipe.</summary>
    [Syscall(275, "splice")]
    public static Result Splice(Thread thread, int from, ulong fromOffset, int to, ulong toOffset, ulong count, uint flags)
    {
        if ((flags & ~15u) != 0)
            return Errno.EINVAL;
        if (count == 0)
            return Result.Success;
        OpenFile? source = Descriptors.Of(thread, from);
        OpenFile? target = Descriptors.Of(thread, to);
        if (source is null || target is null || !source.CanRead || !target.CanWrite)
            return Errno.EBADF;
        if ((source is PipeEnd && fromOffset != 0) || (target is PipeEnd && toOffset != 0))
            return Errno.ESPIPE;
        if (source is not PipeEnd && target is not PipeEnd)
            return Errno.EINVAL;
        if (source.Node == target.Node || ((target.Flags & OpenFlags.Append) != 0 && target is not PipeEnd))
            return Errno.EINVAL;

        // At most what the pipe holds at once, so that a copy never sleeps with a part in hand.
        PipeEnd pipe = (source as PipeEnd) ?? (PipeEnd)target;
        return Copy(thread, source, target, fromOffset, toOffset, ulong.Min(count, (ulong)pipe.Pipe.Capacity));
    }

    /// <summary>tee(2): copies from pipe to pipe and takes nothing out.</summary>
    [Syscall(276, "tee")]
    public static Result Tee(Thread thread, int from, int to, ulong count, uint flags)
    {
        const uint NonBlocking = 2;
        if ((flags & ~15u) != 0)
            return Errno.EINVAL;
        if (Descriptors.Of(thread, from) is not { } source || Descriptors.Of(thread, to) is not { } target || !source.CanRead || !target.CanWrite)
            return Errno.EBADF;
        if (source is not PipeEnd input || target is not PipeEnd output || input.Pipe == output.Pipe)
            return Errno.EINVAL;
        while (input.Pipe.Count == 0 || output.Pipe.Room == 0)
        {
            bool waitsForRoom = input.Pipe.Count != 0;
            if (!waitsForRoom && input.Pipe.Writers == 0)
                return Result.Success;
            if ((flags & NonBlocking) != 0 || input.IsNonBlocking || output.IsNonBlocking)
                return Errno.EAGAIN;
            PipeEnd end = waitsForRoom ? output : input;
            end.Retain();
            WakeReason reason = end.Changes.Wait(thread, Clock.Never, (uint)(waitsForRoom ? PollEvents.Writable : PollEvents.Readable));
            end.Release();
            if (reason == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        return output.CopyFrom(input, (int)ulong.Min(count, int.MaxValue));
    }

    private static Errno CheckOverlap(OpenFile source, ulong fromOffset, OpenFile target, ulong toOffset, ulong count)
    {
        Errno error = OffsetOf(source, fromOffset, out ulong start);
        if (error != Errno.None)
            return error;
        error = OffsetOf(target, toOffset, out ulong end);
        if (error != Errno.None)
            return error;
        count = ulong.Min(count, FileVectors.MaxCount);
        return start < end + count && end < start + count ? Errno.EINVAL : Errno.None;
    }

    private static Errno OffsetOf(OpenFile file, ulong address, out ulong offset)
    {
        offset = file.Offset;
        if (address == 0)
            return Errno.None;
        Errno error = Guest.Read(address, out offset);
        return error != Errno.None ? error : offset > long.MaxValue ? Errno.EINVAL : Errno.None;
    }

    /// <summary>
    /// Copies between files; an offset in guest memory is used and updated in place of that of the file. A read that
    /// gives little ends the copy, so that nothing waits for more than is there.
    /// </summary>
    private static Result Copy(Thread thread, OpenFile source, OpenFile target, ulong sourceOffset, ulong targetOffset, ulong count)
    {
        Errno error = OffsetOf(source, sourceOffset, out ulong from);
        if (error != Errno.None)
            return error;
        error = OffsetOf(target, targetOffset, out ulong to);
        if (error != Errno.None)
            return error;
        count = ulong.Min(count, FileVectors.MaxCount);
        source.Retain();
        target.Retain();
        Result result = CopyPieces(thread, source, target, sourceOffset != 0, ref from, targetOffset != 0, ref to, count);
        source.Release();
        target.Release();
        if (!result.Failed && sourceOffset != 0)
            error = Guest.Write(sourceOffset, from);
        if (!result.Failed && targetOffset != 0 && error == Errno.None)
            error = Guest.Write(targetOffset, to);
        return error != Errno.None ? error : result;
    }

    private static Result CopyPieces(
        Thread thread, OpenFile source, OpenFile target, bool sourceAt, ref ulong from, bool targetAt, ref ulong to, ulong count)
    {
        Span<byte> buffer = stackalloc byte[PieceSize];
        ulong done = 0;
        while (done < count)
        {
            Span<byte> piece = buffer[..(int)ulong.Min(count - done, PieceSize)];
            if (target is PipeEnd pipe && pipe.Pipe.Room < piece.Length)
            {
                // What was read must find room: wait for it before reading.
                if (done != 0)
                    break;
                if (pipe.Pipe.Readers != 0 && pipe.IsNonBlocking)
                    return Errno.EAGAIN;
                if (pipe.Pipe.Readers != 0 && pipe.Changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                    return Errno.ERESTARTSYS;
                if (pipe.Pipe.Readers != 0)
                    continue;
            }

            if (source is PipeEnd { Pipe.Count: 0 } && done != 0)
                break;
            Transfer into = new(piece);
            Result read = sourceAt ? source.ReadAt(thread, ref into, from) : source.Read(thread, ref into);
            if (read.Failed)
                return done == 0 ? read : done;
            if (read.Value == 0)
                break;
            from += (ulong)read.Value;
            Transfer outOf = new(piece[..(int)read.Value]);
            Result written = targetAt ? target.WriteAt(thread, ref outOf, to) : target.Write(thread, ref outOf);
            long moved = written.Failed ? 0 : written.Value;
            if (moved < read.Value)
            {
                // Put the source back to where the target got to.
                from -= (ulong)(read.Value - moved);
                if (!sourceAt && source.Node.IsRegular)
                    source.Offset -= (ulong)(read.Value - moved);
            }

            to += (ulong)moved;
            done += (ulong)moved;
            if (written.Failed)
                return done == 0 ? written : done;
            if (moved < read.Value || read.Value < piece.Length)
                break;
        }

        return done;
    }
}
