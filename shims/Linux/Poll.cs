using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>poll(2), ppoll(2), select(2) and pselect(2).</summary>
internal static class Poll
{
    // What select(2) counts as readable, as writable and as exceptional. A descriptor that is closed meanwhile is all of it.
    private const PollEvents ReadSet = PollEvents.Readable | PollEvents.ReadBand | PollEvents.HangUp | PollEvents.Error | PollEvents.Invalid;
    private const PollEvents WriteSet = PollEvents.Writable | PollEvents.Error | PollEvents.Invalid;
    private const PollEvents ExceptSet = PollEvents.Priority | PollEvents.Invalid;

    private const int FewFiles = 16;
    private const int MaxSelect = 1024;
    private const ulong SignalSetSize = 8;

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int Descriptor;
        public ushort Events;
        public ushort Ready;
    }

    /// <summary>poll(2); the timeout is in milliseconds, negative for none.</summary>
    [Syscall(7, "poll")]
    public static Result Of(Thread thread, ulong files, uint count, int timeout)
    {
        if (thread.RestartDeadline == Thread.NoRestart)
            thread.RestartDeadline = timeout < 0 ? Clock.Never : Clock.DeadlineAfter(timeout * (Clock.Second / 1000));
        Result result = Wait(thread, files, count, thread.RestartDeadline, timeout == 0);

        // A handler ends it with EINTR whatever SA_RESTART says (signal(7)).
        if (result.Error == Errno.ERESTARTSYS)
            return Errno.ERESTART_RESTARTBLOCK;
        thread.RestartDeadline = Thread.NoRestart;
        return result;
    }

    /// <summary>ppoll(2); what is left of the timeout is written back.</summary>
    [Syscall(271, "ppoll")]
    public static Result OfMasked(Thread thread, ulong files, uint count, ulong timeout, ulong mask, ulong maskSize)
    {
        Errno error = ReadTimeout(timeout, out long deadline, out bool now);
        if (error == Errno.None)
            error = SetMask(thread, mask, maskSize);
        if (error != Errno.None)
            return error;
        Result result = Wait(thread, files, count, deadline, now);
        return Finish(thread, result, timeout, deadline);
    }

    /// <summary>select(2); the timeout is a timeval that is updated.</summary>
    [Syscall(23, "select")]
    public static Result Select(Thread thread, int count, ulong read, ulong write, ulong except, ulong timeout)
    {
        long deadline = Clock.Never;
        bool now = false;
        if (timeout != 0)
        {
            Errno error = Guest.Read(timeout, out Timespec given);
            if (error != Errno.None)
                return error;
            if (given.Seconds < 0 || given.Nanoseconds < 0)
                return Errno.EINVAL;
            long micros = long.Min(given.Seconds, Clock.Never / Clock.Second / 2) * 1_000_000 + long.Min(given.Nanoseconds, Clock.Second);
            now = micros == 0;
            deadline = Clock.DeadlineAfter(micros * 1000);
        }

        Result result = Wait(thread, count, read, write, except, deadline, now);
        if (timeout != 0)
        {
            long left = long.Max(0, deadline - Clock.Monotonic);
            Guest.Write(timeout, new Timespec { Seconds = left / Clock.Second, Nanoseconds = left % Clock.Second / 1000 });
        }

        return result.Error == Errno.ERESTARTSYS ? Errno.ERESTARTNOHAND : result;
    }

    /// <summary>pselect6(2); the last argument points to the mask's address and size.</summary>
    [Syscall(270, "pselect6")]
    public static Result SelectMasked(Thread thread, int count, ulong read, ulong write, ulong except, ulong timeout, ulong maskArgument)
    {
        Errno error = ReadTimeout(timeout, out long deadline, out bool now);
        ulong mask = 0, maskSize = 0;
        if (error == Errno.None && maskArgument != 0)
        {
            error = Guest.Read(maskArgument, out mask);
            if (error == Errno.None)
                error = Guest.Read(maskArgument + 8, out maskSize);
        }

        if (error == Errno.None)
            error = SetMask(thread, mask, maskSize);
        if (error != Errno.None)
            return error;
        Result result = Wait(thread, count, read, write, except, deadline, now);
        return Finish(thread, result, timeout, deadline);
    }

    internal static Errno SetMask(Thread thread, ulong mask, ulong maskSize)
    {
        if (mask == 0)
            return Errno.None;
        if (maskSize != SignalSetSize)
            return Errno.EINVAL;
        Errno error = Guest.Read(mask, out ulong set);
        if (error == Errno.None)
            thread.SetTemporaryMask(set);
        return error;
    }

    internal static Errno ReadTimeout(ulong address, out long deadline, out bool now)
    {
        deadline = Clock.Never;
        now = false;
        if (address == 0)
            return Errno.None;
        Errno error = Guest.Read(address, out Timespec given);
        if (error != Errno.None)
            return error;
        if (!given.TryToNanoseconds(out long nanoseconds))
            return Errno.EINVAL;
        now = nanoseconds == 0;
        deadline = Clock.DeadlineAfter(nanoseconds);
        return Errno.None;
    }

    private static Result Finish(Thread thread, Result result, ulong timeout, long deadline)
    {
        if (timeout != 0)
            Guest.Write(timeout, Timespec.From(long.Max(0, deadline - Clock.Monotonic)));
        if (result.Error == Errno.ERESTARTSYS)
            return Errno.ERESTARTNOHAND;

        // An interrupted call leaves its mask in force until the handler's frame has been built.
        thread.RestoreMask();
        return result;
    }

    private static Result Wait(Thread thread, ulong address, uint count, long deadline, bool now)
    {
        if (count > thread.Process.Limits[Limits.OpenFiles])
            return Errno.EINVAL;
        Span<PollFile> few = stackalloc PollFile[FewFiles];
        Span<PollFile> files = count <= FewFiles ? few[..(int)count] : new PollFile[(int)count];
        Errno error = Guest.ReadBytes(address, MemoryMarshal.AsBytes(files));
        if (error != Errno.None)
            return error;
        PollSet set = new(thread);
        while (true)
        {
            set.Begin();
            int ready = 0;
            for (int i = 0; i < files.Length; i++)
            {
                ref PollFile file = ref files[i];
                file.Ready = 0;
                if (file.Descriptor < 0)
                    continue;
                OpenFile? open = Descriptors.Of(thread, file.Descriptor);
                file.Ready = (ushort)(open is null ? PollEvents.Invalid : set.Add(open, (PollEvents)file.Events, i));
                if (file.Ready != 0)
                    ready++;
            }

            WakeReason? asked = set.HasHostFiles ? AskHost(set, files, ref ready, now ? 0 : deadline) : null;
            if (ready != 0 || now)
            {
                set.End();
                return WriteBack(address, files, ready);
            }

            if (asked is not null)
                set.End();
            WakeReason reason = asked ?? set.Sleep(deadline);
            if (reason == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
            now = reason == WakeReason.TimedOut;
        }
    }

    private static WakeReason AskHost(PollSet set, Span<PollFile> files, ref int ready, long deadline)
    {
        WakeReason reason = set.AskHost(ready != 0 ? 0 : deadline);
        for (int i = 0; set.HostResult(i, out int tag, out PollEvents events); i++)
        {
            ref PollFile file = ref files[tag];
            if (file.Ready == 0 && events != PollEvents.None)
                ready++;
            file.Ready |= (ushort)events;
        }

        return reason;
    }

    private static Result WriteBack(ulong address, ReadOnlySpan<PollFile> files, int ready)
    {
        for (int i = 0; i < files.Length; i++)
        {
            if (Guest.Write(address + (ulong)i * 8 + 6, files[i].Ready) != Errno.None)
                return Errno.EFAULT;
        }

        return ready;
    }

    private static Result Wait(Thread thread, int count, ulong read, ulong write, ulong except, long deadline, bool now)
    {
        if (count < 0)
            return Errno.EINVAL;
        int words = (int.Min(count, int.Min(MaxSelect, thread.Process.Files.Capacity)) + 63) / 64;
        Span<ulong> sets = stackalloc ulong[MaxSelect / 64 * 6];
        Span<ulong> wanted = sets[..(words * 3)];
        Span<ulong> found = sets.Slice(MaxSelect / 64 * 3, words * 3);
        wanted.Clear();
        Errno error = ReadSets(wanted, words, count, read, write, except);
        if (error != Errno.None)
            return error;
        PollSet set = new(thread);
        for (bool again = false; ; again = true)
        {
            set.Begin();
            found.Clear();
            Result ready = Look(thread, set, wanted, found, words, again);
            WakeReason? asked = null;
            if (!ready.Failed && set.HasHostFiles)
            {
                asked = set.AskHost(now || ready.Value != 0 ? 0 : deadline);
                ready = ready.Value + MarkHost(set, wanted, found, words);
            }

            if (ready.Failed || ready.Value != 0 || now)
            {
                set.End();
                if (ready.Failed)
                    return ready;
                error = WriteSets(found, words, read, write, except);
                return error != Errno.None ? error : ready;
            }

            if (asked is not null)
                set.End();
            WakeReason reason = asked ?? set.Sleep(deadline);
            if (reason == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
            now = reason == WakeReason.TimedOut;
        }
    }

    private static int MarkHost(PollSet set, ReadOnlySpan<ulong> wanted, Span<ulong> found, int words)
    {
        int ready = 0;
        for (int i = 0; set.HostResult(i, out int descriptor, out PollEvents events); i++)
            ready += MarkAll(wanted, found, words, descriptor, events);
        return ready;
    }

    private static Result Look(Thread thread, PollSet set, ReadOnlySpan<ulong> wanted, Span<ulong> found, int words, bool again)
    {
        int ready = 0;
        for (int descriptor = 0; descriptor < words * 64; descriptor++)
        {
            int word = descriptor >> 6;
            ulong bit = 1ul << descriptor;
            bool reads = (wanted[word] & bit) != 0, writes = (wanted[words + word] & bit) != 0, excepts = (wanted[2 * words + word] & bit) != 0;
            if (!reads && !writes && !excepts)
                continue;
            OpenFile? file = Descriptors.Of(thread, descriptor);
            if (file is null && !again)
                return Errno.EBADF;
            PollEvents events = (reads ? ReadSet : 0) | (writes ? WriteSet : 0) | (excepts ? ExceptSet : 0);
            ready += MarkAll(wanted, found, words, descriptor, file is null ? PollEvents.Invalid : set.Add(file, events, descriptor));
        }

        return ready;
    }

    private static int MarkAll(ReadOnlySpan<ulong> wanted, Span<ulong> found, int words, int descriptor, PollEvents now)
    {
        int word = descriptor >> 6;
        ulong bit = 1ul << descriptor;
        return Mark(found, word, bit, (wanted[word] & bit) != 0 && (now & ReadSet) != 0)
            + Mark(found, words + word, bit, (wanted[words + word] & bit) != 0 && (now & WriteSet) != 0)
            + Mark(found, 2 * words + word, bit, (wanted[2 * words + word] & bit) != 0 && (now & ExceptSet) != 0);
    }

    private static int Mark(Span<ulong> sets, int word, ulong bit, bool ready)
    {
        if (!ready)
            return 0;
        sets[word] |= bit;
        return 1;
    }

    private static Errno ReadSets(Span<ulong> wanted, int words, int count, ulong read, ulong write, ulong except)
    {
        for (int i = 0; i < 3; i++)
        {
            ulong address = i == 0 ? read : i == 1 ? write : except;
            if (address == 0)
                continue;
            Span<ulong> one = wanted.Slice(i * words, words);
            Errno error = Guest.ReadBytes(address, MemoryMarshal.AsBytes(one));
            if (error != Errno.None)
                return error;
            if (words > 0 && count < words * 64)
                one[^1] &= (1ul << (count & 63)) - 1;
        }

        return Errno.None;
    }

    private static Errno WriteSets(ReadOnlySpan<ulong> found, int words, ulong read, ulong write, ulong except)
    {
        for (int i = 0; i < 3; i++)
        {
            ulong address = i == 0 ? read : i == 1 ? write : except;
            if (address == 0)
                continue;
            Errno error = Guest.WriteBytes(address, MemoryMarshal.AsBytes(found.Slice(i * words, words)));
            if (error != Errno.None)
                return error;
        }

        return Errno.None;
    }
}
