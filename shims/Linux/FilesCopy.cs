using System;

namespace LiteBox.Shim.Linux;

/// <summary>Copies from file to file: sendfile(2), copy_file_range(2), splice(2), tee(2).</summary>
internal static class FilesCopy
{
    private const int PieceSize = 4096, SocketPieceSize = 32 << 10;

    // SPLICE_F_NONBLOCK. Of the others, MOVE and GIFT are hints, and MORE is for sockets that gather.
    private const uint NonBlocking = 2, AllFlags = 15;

    /// <summary>sendfile(2).</summary>
    [Syscall(40, "sendfile")]
    public static Result Send(Thread thread, int to, int from, ulong offsetAddress, ulong count)
    {
        OpenFile? source = Descriptors.Of(thread, from);
        OpenFile? target = Descriptors.Of(thread, to);
        if (source is null || target is null || !source.CanRead || !target.CanWrite)
            return Errno.EBADF;
        if (!source.Node.IsRegular && source.Node.Type != FileType.CharacterDevice)
            return !source.Node.IsDirectory && offsetAddress != 0 ? Errno.ESPIPE : Errno.EINVAL;
        if ((long)count < 0)
            return Errno.EINVAL;
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
        if ((flags & ~AllFlags) != 0)
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

        if ((long)count < 0)
            return Errno.EINVAL;

        // At most what the pipe holds at once, so that a copy never sleeps with a part in hand.
        PipeEnd pipe = (source as PipeEnd) ?? (PipeEnd)target;
        return Copy(thread, source, target, fromOffset, toOffset, ulong.Min(count, (ulong)pipe.Pipe.Capacity), (flags & NonBlocking) != 0);
    }

    /// <summary>tee(2): copies from pipe to pipe and takes nothing out.</summary>
    [Syscall(276, "tee")]
    public static Result Tee(Thread thread, int from, int to, ulong count, uint flags)
    {
        if ((flags & ~AllFlags) != 0)
            return Errno.EINVAL;
        if (count == 0)
            return Result.Success;
        if (Descriptors.Of(thread, from) is not { } source || Descriptors.Of(thread, to) is not { } target || !source.CanRead || !target.CanWrite)
            return Errno.EBADF;
        if (source is not PipeEnd input || target is not PipeEnd output || input.Pipe == output.Pipe)
            return Errno.EINVAL;
        bool now = (flags & NonBlocking) != 0 || source.IsNonBlocking || target.IsNonBlocking;
        while (input.Pipe.Count == 0 || output.Pipe.Room == 0)
        {
            if (input.Pipe.Count == 0 && input.Pipe.Writers == 0)
                return Result.Success;
            if (output.Pipe.Readers == 0)
                break;
            bool waitsForRoom = input.Pipe.Count != 0;
            Errno error = WaitForPipe(thread, waitsForRoom ? output : input, waitsForRoom, now);
            if (error != Errno.None)
                return error;
        }

        if (output.Pipe.Readers == 0)
        {
            thread.Post(SignalInfo.FromUser(Signal.SIGPIPE, SignalInfo.SI_USER, thread.Process));
            return Errno.EPIPE;
        }

        return output.CopyFrom(input, (int)ulong.Min(count, int.MaxValue));
    }

    /// <summary>vmsplice(2): memory and a pipe; the pages are copied, a gift or not.</summary>
    [Syscall(278, "vmsplice")]
    public static Result SpliceMemory(Thread thread, int descriptor, ulong vectors, ulong count, uint flags)
    {
        if ((flags & ~AllFlags) != 0)
            return Errno.EINVAL;
        if (Descriptors.Of(thread, descriptor) is not { } file)
            return Errno.EBADF;
        if (file is not PipeEnd end || (!end.CanRead && !end.CanWrite))
            return Errno.EBADF;
        Errno error = FileVectors.Read(vectors, count, stackalloc GuestVector[FileVectors.FewCount], out ReadOnlySpan<GuestVector> ranges);
        if (error != Errno.None)
            return error;
        Transfer transfer = new(ranges);
        transfer.Limit(FileVectors.MaxCount);
        if (transfer.Remaining == 0)
            return Result.Success;
        bool writes = end.CanWrite;
        Result ready = WaitForPipe(thread, end, writes, (flags & NonBlocking) != 0);
        if (ready.Failed)
            return ready;
        // Only what goes at once: a call that has done something does not wait for more.
        if (writes)
            transfer.Limit((ulong)int.Max(end.Pipe.Room, 1));
        return writes ? end.Write(thread, ref transfer) : end.Read(thread, ref transfer);
    }

    /// <summary>Waits until something can be read, or written, or the other end is closed. EAGAIN, ERESTARTSYS.</summary>
    private static Errno WaitForPipe(Thread thread, PipeEnd end, bool writes, bool nonBlocking)
    {
        Pipe pipe = end.Pipe;
        while (writes ? pipe.Room == 0 && pipe.Readers != 0 : pipe.Count == 0 && pipe.Writers != 0)
        {
            if (nonBlocking || end.IsNonBlocking)
                return Errno.EAGAIN;
            end.Retain();
            WakeReason reason = end.Changes.Wait(thread, Clock.Never, (uint)(writes ? PollEvents.Writable : PollEvents.Readable));
            end.Release();
            if (reason == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        return Errno.None;
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
    private static Result Copy(
        Thread thread, OpenFile source, OpenFile target, ulong sourceOffset, ulong targetOffset, ulong count, bool nonBlocking = false)
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
        Result result = CopyPieces(thread, source, target, sourceOffset != 0, ref from, targetOffset != 0, ref to, count, nonBlocking);
        Notifier.Moved(source, result, FileEvents.Access);
        Notifier.Moved(target, result, FileEvents.Modify);
        source.Release();
        target.Release();
        if (!result.Failed && sourceOffset != 0)
            error = Guest.Write(sourceOffset, from);
        if (!result.Failed && targetOffset != 0 && error == Errno.None)
            error = Guest.Write(targetOffset, to);
        return error != Errno.None ? error : result;
    }

    private static Result CopyPieces(
        Thread thread, OpenFile source, OpenFile target, bool sourceAt, ref ulong from, bool targetAt, ref ulong to, ulong count, bool nonBlocking)
    {
        // A send is a call of the host, perhaps: few large ones.
        int pieceSize = target is Socket ? SocketPieceSize : PieceSize;
        Span<byte> buffer = stackalloc byte[pieceSize];
        ulong done = 0;
        while (done < count)
        {
            int size = (int)ulong.Min(count - done, (ulong)pieceSize);
            if (target is PipeEnd sink)
            {
                // What was read must find room: wait for it before reading, but not with a part of the work done.
                if (sink.Pipe.Room == 0 && done != 0)
                    break;
                Errno error = WaitForPipe(thread, sink, writes: true, nonBlocking);
                if (error != Errno.None)
                    return error;
                size = sink.Pipe.Room == 0 ? size : int.Min(size, sink.Pipe.Room);
            }

            // Nothing waits for more than is there.
            if (done != 0 && source is Socket && (source.Poll(thread) & PollEvents.In) == 0)
                break;
            Span<byte> piece = buffer[..size];
            Result read = source switch
            {
                PipeEnd pipe => PeekPipe(thread, pipe, piece, done != 0, nonBlocking),
                _ => ReadPiece(thread, source, sourceAt, from, piece),
            };
            if (read.Failed)
                return done == 0 ? read : done;
            if (read.Value == 0)
                break;
            Transfer outOf = new(piece[..(int)read.Value]);
            Result written = targetAt ? target.WriteAt(thread, ref outOf, to) : target.Write(thread, ref outOf);
            long moved = written.Failed ? 0 : written.Value;
            if (source is PipeEnd emptied)
                emptied.Take((int)moved);
            else if (!sourceAt && source.Node.IsRegular)
                source.Offset -= (ulong)(read.Value - moved);
            from += (ulong)moved;
            to += (ulong)moved;
            done += (ulong)moved;
            if (written.Failed)
                return done == 0 ? written : done;
            if (moved < read.Value || (read.Value < size && source is not PipeEnd))
                break;
        }

        return done;
    }

    private static Result ReadPiece(Thread thread, OpenFile source, bool at, ulong offset, Span<byte> piece)
    {
        Transfer into = new(piece);
        return at ? source.ReadAt(thread, ref into, offset) : source.Read(thread, ref into);
    }

    /// <summary>Copies what a pipe has, which keeps it until it is known how much the other side took; 0 at the end.</summary>
    private static Result PeekPipe(Thread thread, PipeEnd pipe, Span<byte> piece, bool hasDone, bool nonBlocking)
    {
        if (pipe.Pipe.Count == 0 && hasDone)
            return 0;
        Errno error = WaitForPipe(thread, pipe, writes: false, nonBlocking);
        if (error != Errno.None)
            return error;
        ReadOnlySpan<byte> waiting = pipe.Pipe.Peek();
        int count = int.Min(waiting.Length, piece.Length);
        waiting[..count].CopyTo(piece);
        return count;
    }
}
