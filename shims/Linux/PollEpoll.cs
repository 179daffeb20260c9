using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>epoll(7).</summary>
internal static class PollEpoll
{
    // struct epoll_event is packed on x86-64: 32 bits of events, 64 of data.
    private const int EventSize = 12;

    /// <summary>epoll_create(2); the size has no meaning any more.</summary>
    [Syscall(213, "epoll_create")]
    public static Result Create(Thread thread, int size) => size <= 0 ? Errno.EINVAL : Create1(thread, 0);

    /// <summary>epoll_create1(2).</summary>
    [Syscall(291, "epoll_create1")]
    public static Result Create1(Thread thread, int flags) =>
        (flags & ~(int)OpenFlags.CloseOnExec) != 0 ? Errno.EINVAL : thread.Process.AddFile(new EpollFile(), flags != 0);

    /// <summary>epoll_ctl(2).</summary>
    [Syscall(233, "epoll_ctl")]
    public static Result Control(Thread thread, int epoll, int operation, int descriptor, ulong address)
    {
        const int Add = 1, Delete = 2, Modify = 3;
        Span<byte> given = stackalloc byte[EventSize];
        if (operation != Delete && Guest.ReadBytes(address, given) != Errno.None)
            return Errno.EFAULT;
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (Descriptors.Of(thread, epoll) is not { } owner || file is null)
            return Errno.EBADF;
        if (!file.CanBeWatched)
            return Errno.EPERM;
        if (owner is not EpollFile watcher || file == owner)
            return Errno.EINVAL;
        uint events = BinaryPrimitives.ReadUInt32LittleEndian(given);
        ulong data = BinaryPrimitives.ReadUInt64LittleEndian(given[4..]);
        return operation switch
        {
            Add => watcher.Add(thread, descriptor, file, events, data),
            Delete => watcher.Remove(descriptor, file),
            Modify => watcher.Modify(thread, descriptor, file, events, data),
            _ => Errno.EINVAL,
        };
    }

    /// <summary>epoll_wait(2).</summary>
    [Syscall(232, "epoll_wait")]
    public static Result Wait(Thread thread, int epoll, ulong events, int count, int timeout) =>
        Wait(thread, epoll, events, count, timeout < 0 ? Clock.Never : Clock.DeadlineAfter(timeout * (Clock.Second / 1000)), timeout == 0);

    /// <summary>epoll_pwait(2).</summary>
    [Syscall(281, "epoll_pwait")]
    public static Result WaitMasked(Thread thread, int epoll, ulong events, int count, int timeout, ulong mask, ulong maskSize)
    {
        Errno error = Poll.SetMask(thread, mask, maskSize);
        return error != Errno.None ? error : Finish(thread, Wait(thread, epoll, events, count, timeout));
    }

    /// <summary>epoll_pwait2(2): the timeout is a timespec.</summary>
    [Syscall(441, "epoll_pwait2")]
    public static Result WaitMasked(Thread thread, int epoll, ulong events, int count, ulong timeout, ulong mask, ulong maskSize)
    {
        Errno error = Poll.ReadTimeout(timeout, out long deadline, out bool now);
        if (error == Errno.None)
            error = Poll.SetMask(thread, mask, maskSize);
        return error != Errno.None ? error : Finish(thread, Wait(thread, epoll, events, count, deadline, now));
    }

    private static Result Finish(Thread thread, Result result)
    {
        if (result.Error != Errno.EINTR)
            thread.RestoreMask();
        return result;
    }

    private static Result Wait(Thread thread, int epoll, ulong events, int count, long deadline, bool now)
    {
        const int MaxEvents = int.MaxValue / EventSize;
        if (count is <= 0 or > MaxEvents)
            return Errno.EINVAL;
        if (!Guest.CanHold(events, (ulong)count * EventSize))
            return Errno.EFAULT;
        if (Descriptors.Of(thread, epoll) is not { } file)
            return Errno.EBADF;
        if (file is not EpollFile watcher)
            return Errno.EINVAL;
        file.Retain();
        if (watcher.HasHostFiles)
        {
            Result all = WaitWithHost(thread, watcher, events, count, deadline, now);
            file.Release();
            return all;
        }

        Result result = Take(thread, watcher, events, count);
        while (result.Value == 0 && !now)
        {
            // The first file of the host may come while this thread sleeps.
            if (watcher.HasHostFiles)
            {
                result = WaitWithHost(thread, watcher, events, count, deadline, now);
                break;
            }

            WakeReason reason = watcher.Changes.Wait(thread, deadline, (uint)PollEvents.Readable);
            now = reason == WakeReason.TimedOut;
            result = reason == WakeReason.Interrupted ? Errno.EINTR : Take(thread, watcher, events, count);
        }

        file.Release();
        return result;
    }

    /// <summary>As the loop above, for an epoll that watches files of the host too: one host call tells about all of them.</summary>
    private static Result WaitWithHost(Thread thread, EpollFile watcher, ulong address, int count, long deadline, bool now)
    {
        const int MostHostEvents = 128;
        Span<HostEvent> events = stackalloc HostEvent[MostHostEvents];
        while (true)
        {
            thread.PrepareToSleep();
            thread.Waiter.Mask = (uint)PollEvents.Readable;
            watcher.Changes.Add(thread.Waiter);
            Result inside = Take(thread, watcher, address, count);
            WakeReason reason = WakeReason.Woken;
            int outside = 0;
            int room = inside.Failed ? 0 : int.Min(count - (int)inside.Value, MostHostEvents);
            if (room > 0)
                reason = watcher.TakeFromHost(thread, events[..room], now || inside.Value != 0 ? 0 : deadline, out outside);
            watcher.Changes.Remove(thread.Waiter);
            if (inside.Failed)
                return inside;
            ulong end = address + (ulong)inside.Value * EventSize;
            if (outside != 0 && Guest.WriteBytes(end, MemoryMarshal.AsBytes(events[..outside])) != Errno.None)
                return inside.Value == 0 ? Errno.EFAULT : inside;
            if (inside.Value + outside != 0 || now || reason == WakeReason.TimedOut)
                return inside.Value + outside;
            if (reason == WakeReason.Interrupted)
                return Errno.EINTR;
        }
    }

    private static Result Take(Thread thread, EpollFile watcher, ulong address, int count)
    {
        Span<byte> given = stackalloc byte[EventSize];
        EpollItem? stop = null;
        int taken = 0;
        while (taken < count && watcher.TryTake(thread, ref stop, out PollEvents events, out ulong data))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(given, (uint)events);
            BinaryPrimitives.WriteUInt64LittleEndian(given[4..], data);
            if (Guest.WriteBytes(address + (ulong)taken * EventSize, given) != Errno.None)
                return taken == 0 ? Errno.EFAULT : taken;
            taken++;
        }

        return taken;
    }
}
