using System;
using System.Runtime.InteropServices;

namespace LiteBox;

/// <summary>
/// An open file, pipe end, device or standard stream. There are no descriptor numbers: whoever has the object may use it. On
/// a closed file every call gives EBADF.
/// </summary>
public sealed class File
{
    private const uint DefaultMode = 0x1B6;

    private North.OpenFile? _file;

    internal File(North.OpenFile? file) => _file = file;

    /// <summary>A file that is closed: what a failed <see cref="Open"/> gives.</summary>
    public static File Closed { get; } = new(null);

    /// <summary>True until <see cref="Close"/>.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>Opens a file (open(2)).</summary>
    /// <param name="path">Absolute, or relative to the working directory; UTF-8 by convention, without a zero at the end.</param>
    /// <param name="flags">How.</param>
    /// <param name="file">The file, or <see cref="Closed"/>.</param>
    /// <param name="mode">Permissions of a file that is made, 0666 less the creation mask by default.</param>
    public static Errno Open(ReadOnlySpan<byte> path, OpenFlags flags, out File file, uint mode = DefaultMode)
    {
        North.Thread thread = Current.Thread;
        Errno error = North.FileCalls.Open(
            thread, thread.Process.WorkingDirectory, path, (North.OpenFlags)flags, mode, North.WalkFlags.None, out North.OpenFile? opened);
        file = error == Errno.None ? new File(opened) : Closed;
        return error;
    }

    /// <summary>Reads at the file offset and moves it (read(2)). 0 is the end.</summary>
    public Result Read(Span<byte> destination)
    {
        if (_file is not { CanRead: true } file)
            return Errno.EBADF;
        North.Thread thread = Current.Thread;
        Result result;
        file.Retain();
        do
        {
            North.Transfer to = new(destination);
            result = file.Read(thread, ref to);
        }
        while (IsInterrupted(result));
        file.Release();
        Current.Resume(thread);
        return result;
    }

    /// <summary>Reads at a place and leaves the file offset alone (pread(2)).</summary>
    public Result PRead(Span<byte> destination, ulong offset)
    {
        if (_file is not { CanRead: true } file)
            return Errno.EBADF;
        North.Transfer to = new(destination);
        return file.ReadAt(Current.Thread, ref to, offset);
    }

    /// <summary>Writes at the file offset and moves it; may write less (write(2)).</summary>
    public Result Write(ReadOnlySpan<byte> source)
    {
        if (_file is not { CanWrite: true } file)
            return Errno.EBADF;
        North.Thread thread = Current.Thread;
        Result result;
        file.Retain();
        do
        {
            North.Transfer from = From(source);
            result = file.Write(thread, ref from);
        }
        while (IsInterrupted(result));
        file.Release();
        Current.Resume(thread);
        return result;
    }

    /// <summary>Writes at a place and leaves the file offset alone (pwrite(2)).</summary>
    public Result PWrite(ReadOnlySpan<byte> source, ulong offset)
    {
        if (_file is not { CanWrite: true } file)
            return Errno.EBADF;
        North.Transfer from = From(source);
        return file.WriteAt(Current.Thread, ref from, offset);
    }

    /// <summary>Writes everything, in as many pieces as it takes.</summary>
    public Errno WriteAll(ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            Result written = Write(source);
            if (written.Failed)
                return written.Error;
            source = source[(int)written.Value..];
        }

        return Errno.None;
    }

    /// <summary>Moves the file offset and gives it (lseek(2)). ESPIPE where there is none.</summary>
    public Result Seek(long offset, Whence whence = Whence.Start) => _file is null ? Errno.EBADF : _file.Seek(offset, (int)whence);

    /// <summary>Tells about the file (fstat(2)).</summary>
    public Errno Stat(out FileStatus status)
    {
        status = _file is null ? default : new FileStatus(_file.Node);
        return _file is null ? Errno.EBADF : Errno.None;
    }

    /// <summary>Sets the size (ftruncate(2)); what is added reads as zeros. EINVAL for what is no regular file open for writing.</summary>
    public Errno Truncate(ulong size)
    {
        if (_file is null)
            return Errno.EBADF;
        return _file is North.RegularFile { CanWrite: true } file ? file.SetSize(Current.Thread, size) : Errno.EINVAL;
    }

    /// <summary>Closes the file (close(2)). EBADF when it is closed already.</summary>
    public Errno Close()
    {
        if (_file is null)
            return Errno.EBADF;
        _file.Release();
        _file = null;
        return Errno.None;
    }

    // The library OS only reads from where a write takes its bytes.
    private static North.Transfer From(ReadOnlySpan<byte> source) =>
        new(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(source), source.Length));

    // By a signal of the host that means nothing to this program: the call is simply made again.
    private static bool IsInterrupted(Result result) => result.Error is Errno.ERESTARTSYS or Errno.EINTR;
}
