using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Message queues of POSIX: mq_open(2), mq_unlink(2), mq_timedsend(2), mq_timedreceive(2), mq_notify(2), mq_getsetattr(2).</summary>
internal static class PosixMessageQueues
{
    /// <summary>mq_open(2).</summary>
    [Syscall(240, "mq_open")]
    public static Result Open(Thread thread, ulong nameAddress, int flags, uint mode, ulong attributes)
    {
        RawAttributes wanted = default;
        if (attributes != 0 && Guest.Read(attributes, out wanted) != Errno.None)
            return Errno.EFAULT;
        Errno error = Descriptors.ReadPath(nameAddress, out ReadOnlySpan<byte> name);
        if (error != Errno.None)
            return error;
        OpenFlags given = (OpenFlags)flags;
        error = PosixQueues.Find(name, out PosixQueue? queue);
        if (error == Errno.ENOENT && (given & OpenFlags.Create) != 0 && name.Length != 0)
            error = Create(thread, name.ToArray(), mode, attributes != 0 ? wanted : null, out queue);
        else if (error == Errno.None)
            error = MayOpen(thread, queue!, given);
        if (error != Errno.None)
            return error;
        return thread.Process.AddFile(new PosixQueueFile(queue!, given & (OpenFlags.AccessMode | OpenFlags.NonBlocking)), closeOnExec: true);
    }

    /// <summary>mq_unlink(2).</summary>
    [Syscall(241, "mq_unlink")]
    public static Result Unlink(Thread thread, ulong nameAddress)
    {
        Errno error = Descriptors.ReadPath(nameAddress, out ReadOnlySpan<byte> name);
        if (error == Errno.None)
            error = PosixQueues.Find(name, out PosixQueue? queue) is not Errno.None and var missing ? missing : PosixQueues.Remove(thread, queue!);
        return error;
    }

    /// <summary>mq_timedsend(2).</summary>
    [Syscall(242, "mq_timedsend")]
    public static Result Send(Thread thread, int descriptor, ulong address, ulong length, uint priority, ulong timeout)
    {
        Errno error = ReadDeadline(timeout, out long deadline);
        if (error != Errno.None)
            return error;
        if (priority >= PosixQueue.MostPriority)
            return Errno.EINVAL;
        if (thread.Process.Files[descriptor] is not PosixQueueFile { CanWrite: true } file)
            return Errno.EBADF;
        if (length > (ulong)file.Queue.MessageSize)
            return Errno.EMSGSIZE;
        byte[] text = new byte[(int)length];
        if (Guest.ReadBytes(address, text) != Errno.None)
            return Errno.EFAULT;
        return file.Queue.Send(thread, new PosixMessage(priority, text), !file.IsNonBlocking, deadline);
    }

    /// <summary>mq_timedreceive(2): gives the bytes of the message.</summary>
    [Syscall(243, "mq_timedreceive")]
    public static Result Receive(Thread thread, int descriptor, ulong address, ulong length, ulong priorityAddress, ulong timeout)
    {
        Errno error = ReadDeadline(timeout, out long deadline);
        if (error != Errno.None)
            return error;
        if (thread.Process.Files[descriptor] is not PosixQueueFile { CanRead: true } file)
            return Errno.EBADF;
        if (length < (ulong)file.Queue.MessageSize)
            return Errno.EMSGSIZE;
        error = file.Queue.Receive(thread, !file.IsNonBlocking, deadline, out PosixMessage message);
        if (error != Errno.None)
            return error;
        if (priorityAddress != 0 && Guest.Write(priorityAddress, message.Priority) != Errno.None)
            return Errno.EFAULT;
        return Guest.WriteBytes(address, message.Text) == Errno.None ? message.Text.Length : Errno.EFAULT;
    }

    /// <summary>mq_notify(2). SIGEV_THREAD, for which a C library hands over a netlink socket, is EBADF.</summary>
    [Syscall(244, "mq_notify")]
    [Partly("SIGEV_THREAD is EBADF; a registration ends when the last descriptor of the open queue is closed, not the first")]
    public static Result Notify(Thread thread, int descriptor, ulong address)
    {
        RawSignalEvent request = default;
        if (address != 0 && Guest.Read(address, out request) != Errno.None)
            return Errno.EFAULT;
        if (address != 0 && (request.Notify is not (RawSignalEvent.NotifySignal or RawSignalEvent.NotifyNone or RawSignalEvent.NotifyThread)
            || (request.Notify == RawSignalEvent.NotifySignal && (uint)request.SignalNumber > Signal.Max)))
            return Errno.EINVAL;
        if (request.Notify == RawSignalEvent.NotifyThread || thread.Process.Files[descriptor] is not PosixQueueFile file)
            return Errno.EBADF;
        if (address != 0)
            return file.Register(thread.Process, request.Notify == RawSignalEvent.NotifySignal ? request.SignalNumber : 0, request.Value);
        file.Queue.Unregister(thread.Process);
        return Result.Success;
    }

    /// <summary>mq_getsetattr(2): only O_NONBLOCK can be set.</summary>
    [Syscall(245, "mq_getsetattr")]
    public static Result Attributes(Thread thread, int descriptor, ulong newAddress, ulong oldAddress)
    {
        RawAttributes wanted = default;
        if (newAddress != 0 && Guest.Read(newAddress, out wanted) != Errno.None)
            return Errno.EFAULT;
        if (((OpenFlags)wanted.Flags & ~OpenFlags.NonBlocking) != 0 || wanted.Flags != (int)wanted.Flags)
            return Errno.EINVAL;
        if (thread.Process.Files[descriptor] is not PosixQueueFile file)
            return Errno.EBADF;
        RawAttributes old = new()
        {
            Flags = (long)(file.Flags & OpenFlags.NonBlocking),
            Capacity = file.Queue.Capacity,
            MessageSize = file.Queue.MessageSize,
            Count = file.Queue.Count,
        };
        if (newAddress != 0)
            file.Flags = (file.Flags & ~OpenFlags.NonBlocking) | (OpenFlags)wanted.Flags;
        return oldAddress == 0 || Guest.Write(oldAddress, old) == Errno.None ? Result.Success : Errno.EFAULT;
    }

    private static Errno Create(Thread thread, byte[] name, uint mode, RawAttributes? attributes, out PosixQueue? queue)
    {
        const uint Permitted = 0x1FF;
        Process process = thread.Process;
        long capacity = attributes?.Capacity ?? PosixQueue.DefaultMessages, size = attributes?.MessageSize ?? PosixQueue.DefaultSize;
        bool privileged = process.Credentials.IsPrivileged;
        queue = null;
        if (capacity <= 0 || size <= 0 || capacity > (privileged ? PosixQueue.MostMessages : PosixQueue.DefaultMessages)
            || size > (privileged ? PosixQueue.MostSize : PosixQueue.DefaultSize))
            return Errno.EINVAL;
        queue = new PosixQueue(process, name, mode & Permitted & ~process.CreationMask, capacity, size);
        return PosixQueues.Add(process, queue);
    }

    private static Errno MayOpen(Thread thread, PosixQueue queue, OpenFlags flags)
    {
        if ((flags & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
            return Errno.EEXIST;
        OpenFlags access = flags & OpenFlags.AccessMode;
        if (access == OpenFlags.AccessMode)
            return Errno.EINVAL;
        uint wanted = (access != OpenFlags.WriteOnly ? Permissions.Read : 0) | (access != OpenFlags.ReadOnly ? Permissions.Write : 0);
        return Permissions.Has(thread, queue, wanted) ? Errno.None : Errno.EACCES;
    }

    private static Errno ReadDeadline(ulong address, out long deadline)
    {
        deadline = Clock.Never;
        if (address == 0)
            return Errno.None;
        if (Guest.Read(address, out Timespec time) != Errno.None)
            return Errno.EFAULT;
        if (!time.TryToNanoseconds(out long nanoseconds))
            return Errno.EINVAL;
        deadline = Clock.DeadlineAtRealtime(nanoseconds);
        return Errno.None;
    }

    /// <summary>struct mq_attr.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct RawAttributes
    {
        public long Flags;
        public long Capacity;
        public long MessageSize;
        public long Count;
    }
}
