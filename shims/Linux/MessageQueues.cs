using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Message queues of System V: msgget(2), msgsnd(2), msgrcv(2), msgctl(2).</summary>
internal static class MessageQueues
{
    /// <summary>msgget(2).</summary>
    [Syscall(68, "msgget")]
    public static Result Get(Thread thread, int key, int flags)
    {
        Errno error = IpcControl.Find(IpcTables.Queues, key, flags, out IpcQueue? queue);
        if (error != Errno.None)
            return error;
        if (queue is not null)
            return IpcControl.Allows(thread, queue, flags) ? queue.Id : Errno.EACCES;
        if (IpcTables.Queues.IsFull)
            return Errno.ENOSPC;
        queue = new IpcQueue(thread.Process, key, (uint)flags);
        IpcTables.Queues.Add(queue);
        return queue.Id;
    }

    /// <summary>msgsnd(2).</summary>
    [Syscall(69, "msgsnd")]
    public static Result Send(Thread thread, int id, ulong message, ulong size, int flags)
    {
        if (Guest.Read(message, out long type) != Errno.None)
            return Errno.EFAULT;
        if (size > IpcQueue.MaxMessage || id < 0 || type < 1)
            return Errno.EINVAL;
        byte[] text = new byte[(int)size];
        if (Guest.ReadBytes(message + sizeof(long), text) != Errno.None)
            return Errno.EFAULT;
        Errno error = IpcTables.Queues.Find(id, out IpcQueue? queue);
        return error != Errno.None ? error : queue!.Send(thread, new IpcMessage(type, text), (flags & IpcControl.NoWait) == 0);
    }

    /// <summary>msgrcv(2): gives the bytes of the message.</summary>
    [Syscall(70, "msgrcv")]
    public static Result Receive(Thread thread, int id, ulong address, ulong size, long type, int flags)
    {
        const int NoError = 0x1000, Except = 0x2000, Copy = 0x4000;
        if (id < 0 || (long)size < 0)
            return Errno.EINVAL;
        bool waits = (flags & IpcControl.NoWait) == 0, cuts = (flags & NoError) != 0, except = (flags & Except) != 0;
        if ((flags & Copy) != 0 && (except || waits))
            return Errno.EINVAL;
        Errno error = IpcTables.Queues.Find(id, out IpcQueue? queue);
        if (error != Errno.None)
            return error;
        IpcMessage? message;
        if ((flags & Copy) == 0)
        {
            error = queue!.Receive(thread, size, cuts, type, except, waits, out message);
            if (error != Errno.None)
                return error;
        }
        else if (!queue!.Allows(thread.Process.Credentials, IpcObject.Read))
        {
            return Errno.EACCES;
        }
        else if ((message = queue.Peek(type)) is null)
        {
            return Errno.ENOMSG;
        }
        else if ((ulong)message.Text.Length > size && !cuts)
        {
            return Errno.E2BIG;
        }

        int length = (int)ulong.Min(size, (ulong)message!.Text.Length);
        if (Guest.Write(address, message.Type) != Errno.None)
            return Errno.EFAULT;
        return Guest.WriteBytes(address + sizeof(long), message.Text.AsSpan(0, length)) == Errno.None ? length : Errno.EFAULT;
    }

    /// <summary>msgctl(2).</summary>
    [Syscall(71, "msgctl")]
    public static Result Control(Thread thread, int id, int command, ulong buffer)
    {
        const int StatusByPlace = 11, Usage = 12, StatusOfAny = 13;
        if (id < 0 || command < 0)
            return Errno.EINVAL;
        IpcTable<IpcQueue> table = IpcTables.Queues;
        switch (command)
        {
            case IpcControl.Info or Usage:
                return Guest.Write(buffer, Limits(table, command == Usage)) == Errno.None ? table.HighestPlace : Errno.EFAULT;
            case IpcControl.Status or StatusByPlace or StatusOfAny:
                bool byPlace = command != IpcControl.Status;
                Errno error = IpcControl.FindForStatus(thread, table, id, byPlace, command == StatusOfAny, out IpcQueue? shown);
                if (error == Errno.None)
                    error = Guest.Write(buffer, new RawStatus(shown!));
                return error != Errno.None ? error : byPlace ? shown!.Id : Result.Success;
            case IpcControl.Set:
                return SetAttributes(thread, id, buffer);
            case IpcControl.RemoveId:
                return IpcControl.Remove(thread, table, id);
            default:
                return Errno.EINVAL;
        }
    }

    private static Result SetAttributes(Thread thread, int id, ulong buffer)
    {
        if (Guest.Read(buffer, out RawStatus wanted) != Errno.None)
            return Errno.EFAULT;
        Errno error = IpcControl.FindForOwner(thread, IpcTables.Queues, id, out IpcQueue? queue);
        if (error != Errno.None)
            return error;
        if (wanted.Capacity > IpcQueue.DefaultCapacity && !thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        queue!.SetOwner(wanted.Permissions.User, wanted.Permissions.Group, wanted.Permissions.Mode);
        queue.SetCapacity(wanted.Capacity);
        return Result.Success;
    }

    private static RawLimits Limits(IpcTable<IpcQueue> table, bool usage)
    {
        const int SegmentSize = 16;
        RawLimits limits = new()
        {
            Pool = IpcTables.MostQueues * (IpcQueue.DefaultCapacity / 1024),
            Map = IpcQueue.DefaultCapacity,
            MaxMessage = IpcQueue.MaxMessage,
            Capacity = IpcQueue.DefaultCapacity,
            Queues = IpcTables.MostQueues,
            SegmentSize = SegmentSize,
            Headers = IpcQueue.DefaultCapacity,
            Segments = ushort.MaxValue,
        };
        if (!usage)
            return limits;

        // MSG_INFO puts what there is in three of the fields.
        limits.Pool = table.Count;
        limits.Map = limits.Headers = 0;
        for (int i = 0; i < table.PlaceCount; i++)
        {
            limits.Map += table.At(i)?.Count ?? 0;
            limits.Headers += (int)(table.At(i)?.Bytes ?? 0);
        }

        return limits;
    }

    /// <summary>struct msqid64_ds.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    private struct RawStatus(IpcQueue queue)
    {
        public RawIpcPermissions Permissions = new(queue);
        public long SentAt = queue.SentAt;
        public long ReceivedAt = queue.ReceivedAt;
        public long ChangedAt = queue.ChangedAt;
        public ulong Bytes = queue.Bytes;
        public ulong Count = (ulong)queue.Count;
        public ulong Capacity = queue.Capacity;
        public int LastSender = queue.LastSender;
        public int LastReceiver = queue.LastReceiver;
    }

    /// <summary>struct msginfo.</summary>
    private struct RawLimits
    {
        public int Pool;
        public int Map;
        public int MaxMessage;
        public int Capacity;
        public int Queues;
        public int SegmentSize;
        public int Headers;
        public ushort Segments;
    }
}
