using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>inotify(7): watches, and the queue of what happened to the files that they watch.</summary>
public sealed class InotifyFile : OpenFile
{
    /// <summary>Events that wait at most (fs.inotify.max_queued_events).</summary>
    public const int MaxQueued = 16_384;

    /// <summary>Open inotify files at most (fs.inotify.max_user_instances).</summary>
    public const int MaxInstances = 128;

    /// <summary>Watches at most (fs.inotify.max_user_watches).</summary>
    public const int MaxWatches = 65_536;

    private const uint FIONREAD = 0x541B;

    // struct inotify_event; names follow, zero-terminated and padded to its size.
    private const int HeaderSize = 16;

    private static int s_instances;

    private readonly Dictionary<int, FileWatch> _watches = new();
    private readonly Queue<Event> _events = new();
    private readonly WaitQueue _changes = new();
    private Event? _last;
    private int _lastDescriptor;

    private sealed class Event(int watch, FileEvents mask, uint cookie, byte[] name)
    {
        public readonly int Watch = watch;
        public readonly FileEvents Mask = mask;
        public readonly uint Cookie = cookie;
        public readonly byte[] Name = name;

        public int Size => HeaderSize + (Name.Length == 0 ? 0 : (Name.Length + HeaderSize) & ~(HeaderSize - 1));
    }

    private InotifyFile(OpenFlags flags)
        : base(AnonymousInode.Shared, flags) => SetName(null, "anon_inode:inotify"u8);

    /// <summary>inotify_init1(2). EMFILE.</summary>
    public static Errno Create(OpenFlags flags, out InotifyFile? file)
    {
        file = null;
        if (s_instances >= MaxInstances)
            return Errno.EMFILE;
        s_instances++;
        file = new InotifyFile(flags);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <inheritdoc/>
    public override bool TellsBySignal => true;

    /// <summary>inotify_add_watch(2): watches an inode, or changes what is watched of it. EEXIST, ENOSPC.</summary>
    public Result Add(Inode inode, FileEvents mask)
    {
        FileEvents kept = mask & (FileEvents.All | FileEvents.ExcludeUnlinked | FileEvents.OneShot);
        if (Notifier.Find(this, inode) is { } old)
        {
            if ((mask & FileEvents.MaskCreate) != 0)
                return Errno.EEXIST;
            old.Mask = (mask & FileEvents.MaskAdd) != 0 ? old.Mask | kept : kept;
            return old.Descriptor;
        }

        if (Notifier.Count >= MaxWatches)
            return Errno.ENOSPC;
        do
            _lastDescriptor = _lastDescriptor == int.MaxValue ? 1 : _lastDescriptor + 1;
        while (_watches.ContainsKey(_lastDescriptor));
        FileWatch watch = new(this, _lastDescriptor, inode.System, inode.Number) { Mask = kept };
        _watches.Add(watch.Descriptor, watch);
        Notifier.Add(watch);
        return watch.Descriptor;
    }

    /// <summary>inotify_rm_watch(2). EINVAL.</summary>
    public Errno Remove(int descriptor)
    {
        if (!_watches.TryGetValue(descriptor, out FileWatch? watch))
            return Errno.EINVAL;
        End(watch);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        while (_events.Count == 0)
        {
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (_changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        Span<byte> record = stackalloc byte[HeaderSize + 256];
        long done = 0;
        while (_events.Count != 0 && (ulong)_events.Peek().Size <= to.Remaining)
        {
            Event next = _events.Dequeue();
            if (_events.Count == 0)
                _last = null;
            Span<byte> bytes = record[..next.Size];
            bytes.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(bytes, next.Watch);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], (uint)next.Mask);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], next.Cookie);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)(next.Size - HeaderSize));
            next.Name.CopyTo(bytes[HeaderSize..]);
            done += to.Put(bytes);
            if (to.Faulted)
                return Errno.EFAULT;
        }

        return done == 0 ? Errno.EINVAL : done;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) => _events.Count != 0 ? PollEvents.Readable : PollEvents.None;

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument)
    {
        if (request != FIONREAD)
            return Errno.ENOTTY;
        int size = 0;
        foreach (Event waiting in _events)
            size += waiting.Size;
        return Guest.Write(argument, size);
    }

    /// <inheritdoc/>
    public override void Describe(ref ByteBuilder text)
    {
        foreach (KeyValuePair<int, FileWatch> pair in _watches)
        {
            text.Append("inotify wd:"u8);
            text.AppendDigits((uint)pair.Key, 1);
            text.Append(" ino:"u8);
            text.AppendDigits(pair.Value.Inode, 1);
            text.Append(" sdev:"u8);
            text.AppendDigits(pair.Value.System.Device, 1);
            text.Append(" mask:"u8);
            text.AppendDigits((uint)pair.Value.Mask, 1);
            text.Append(" ignored_mask:0 \n"u8);
        }
    }

    /// <summary>Something happened that a watch wants to know.</summary>
    internal void Tell(FileWatch watch, FileEvents what, scoped ReadOnlySpan<byte> name, uint cookie)
    {
        Enqueue(watch.Descriptor, what, name, cookie);
        if ((watch.Mask & FileEvents.OneShot) != 0)
            End(watch);
    }

    /// <summary>A watch ends, with the last event about it.</summary>
    internal void End(FileWatch watch)
    {
        if (!_watches.Remove(watch.Descriptor))
            return;
        Notifier.Remove(watch);
        Enqueue(watch.Descriptor, FileEvents.Ignored, default, 0);
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        s_instances--;
        foreach (KeyValuePair<int, FileWatch> pair in _watches)
            Notifier.Remove(pair.Value);
        _watches.Clear();
    }

    private void Enqueue(int watch, FileEvents what, scoped ReadOnlySpan<byte> name, uint cookie)
    {
        // The same again, with nothing in between, is told once (inotify(7)).
        if (_last is { } last && last.Watch == watch && last.Mask == what && what != FileEvents.Ignored && name.SequenceEqual(last.Name))
            return;
        if (_events.Count >= MaxQueued)
        {
            if (_last!.Mask == FileEvents.Overflow)
                return;
            (watch, what, cookie) = (-1, FileEvents.Overflow, 0);
            name = default;
        }

        _last = new Event(watch, what, cookie, name.ToArray());
        _events.Enqueue(_last);
        _changes.Wake(mask: (uint)PollEvents.Readable);
    }
}
