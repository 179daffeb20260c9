namespace LiteBox.Shim.Linux;

/// <summary>pipe(2) and eventfd(2).</summary>
internal static class Pipes
{
    /// <summary>pipe(2).</summary>
    [Syscall(22, "pipe")]
    public static Result Create(Thread thread, ulong descriptors) => Create(thread, descriptors, 0);

    /// <summary>pipe2(2).</summary>
    [Syscall(293, "pipe2")]
    public static Result Create(Thread thread, ulong descriptors, int flags)
    {
        OpenFlags given = (OpenFlags)flags;
        if ((given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking | OpenFlags.Direct)) != 0)
            return Errno.EINVAL;
        bool closeOnExec = (given & OpenFlags.CloseOnExec) != 0;
        PipeInode.Create(given, out OpenFile readEnd, out OpenFile writeEnd);
        readEnd.Node.User = thread.Process.Credentials.FileUser;
        readEnd.Node.Group = thread.Process.Credentials.FileGroup;
        Result first = thread.Process.AddFile(readEnd, closeOnExec);
        if (first.Failed)
        {
            writeEnd.Release();
            return first;
        }

        Result second = thread.Process.AddFile(writeEnd, closeOnExec);
        if (second.Failed)
        {
            thread.Process.CloseFile((int)first.Value);
            return second;
        }

        Errno error = Guest.Write(descriptors, (ulong)(uint)first.Value | (ulong)second.Value << 32);
        if (error == Errno.None)
            return Result.Success;
        thread.Process.CloseFile((int)first.Value);
        thread.Process.CloseFile((int)second.Value);
        return error;
    }

    /// <summary>eventfd(2).</summary>
    [Syscall(284, "eventfd")]
    public static Result CreateEvent(Thread thread, uint count) => CreateEvent(thread, count, 0);

    /// <summary>eventfd2(2).</summary>
    [Syscall(290, "eventfd2")]
    public static Result CreateEvent(Thread thread, uint count, int flags)
    {
        const int Semaphore = 1;
        OpenFlags given = (OpenFlags)(flags & ~Semaphore);
        if ((given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        EventFile file = new(count, (flags & Semaphore) != 0, given & OpenFlags.NonBlocking);
        return thread.Process.AddFile(file, (given & OpenFlags.CloseOnExec) != 0);
    }
}
