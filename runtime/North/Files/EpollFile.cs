using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// epoll(7): files that are watched, each with the events and a word of the guest. An item that may have become ready
/// stands in the ready list; whether it is ready is asked when the events are taken.
/// </summary>
public sealed class EpollFile : OpenFile
{
    /// <summary>EPOLLET, EPOLLONESHOT, EPOLLWAKEUP, EPOLLEXCLUSIVE.</summary>
    public const uint EdgeTriggered = 1u << 31, OneShot = 1u << 30, WakeUpSource = 1u << 29, Exclusive = 1u << 28;

    private const int MaxDepth = 4;

    // EPOLLEXCLUSIVE_OK_BITS.
    private const uint ExclusiveEvents =
        (uint)(PollEvents.In | PollEvents.Out | PollEvents.Error | PollEvents.HangUp) | WakeUpSource | EdgeTriggered | Exclusive;

    private readonly Dictionary<int, EpollItem> _items = new();
    private readonly WaitQueue _changes = new();
    private const int NoHandle = -1;
    private const int HostAdd = 1, HostRemove = 2, HostModify = 3;

    // A poller of the host, for the files that the host must be asked about.
    private int _poller = NoHandle;
    private EpollItem? _firstReady;
    private EpollItem? _lastReady;

    /// <summary>Makes an empty one.</summary>
    public EpollFile()
        : base(AnonymousInode.Shared, OpenFlags.ReadWrite) => SetName(null, "anon_inode:[eventpoll]"u8);

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <inheritdoc/>
    public override int HostHandle => _poller;

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        for (EpollItem? item = _firstReady; item is not null; item = item.NextReady)
        {
            if (item.Ask(thread) != PollEvents.None)
                return PollEvents.Readable;
        }

        return PollEvents.None;
    }

    /// <summary>EPOLL_CTL_ADD. EEXIST, ELOOP; EINVAL for what EPOLLEXCLUSIVE does not go together with.</summary>
    public Errno Add(Thread thread, int descriptor, OpenFile file, uint events, ulong data)
    {
        if ((events & Exclusive) != 0 && (file is EpollFile || (events & ~ExclusiveEvents) != 0))
            return Errno.EINVAL;
        if (_items.TryGetValue(descriptor, out EpollItem? old) && old.File == file)
            return Errno.EEXIST;
        if (file is EpollFile inner && (inner == this || inner.DepthTo(this, 0) >= MaxDepth))
            return Errno.ELOOP;

        // The descriptor was closed and is used again: its old item watched a file that nobody can name any more.
        Remove(descriptor);
        EpollItem item = new(this, file, events, data);
        if (Capability.HostSockets && file.HostHandle >= 0)
        {
            Errno error = ChangeOnHost(HostAdd, item);
            if (error != Errno.None)
                return error;
        }

        _items.Add(descriptor, item);
        item.File.Watch(item);
        Look(thread, item);
        return Errno.None;
    }

    /// <summary>EPOLL_CTL_MOD. ENOENT.</summary>
    public Errno Modify(Thread thread, int descriptor, OpenFile file, uint events, ulong data)
    {
        if (!_items.TryGetValue(descriptor, out EpollItem? item) || item.File != file)
            return Errno.ENOENT;
        if (((item.Events | events) & Exclusive) != 0)
            return Errno.EINVAL;
        item.Set(events, data);
        if (Capability.HostSockets && file.HostHandle >= 0)
        {
            Errno error = ChangeOnHost(HostModify, item);
            if (error != Errno.None)
                return error;
        }

        Look(thread, item);
        return Errno.None;
    }

    /// <summary>EPOLL_CTL_DEL. ENOENT.</summary>
    public Errno Remove(int descriptor, OpenFile file) =>
        _items.TryGetValue(descriptor, out EpollItem? item) && item.File == file && Remove(descriptor) ? Errno.None : Errno.ENOENT;

    /// <summary>Takes the next event; false when nothing is ready. Items that stay ready go to the end of the list, so all get their turn.</summary>
    public bool TryTake(Thread thread, ref EpollItem? stop, out PollEvents events, out ulong data)
    {
        while (_firstReady is { } item && item != stop)
        {
            Unlink(item);
            events = item.Ask(thread);
            data = item.Data;
            if (events == PollEvents.None)
                continue;
            if ((item.Events & OneShot) != 0)
            {
                item.Disarm();
            }
            else if ((item.Events & EdgeTriggered) == 0)
            {
                stop ??= item;
                Link(item);
            }

            return true;
        }

        events = PollEvents.None;
        data = 0;
        return false;
    }

    /// <summary>True when the host must be asked too, by <see cref="TakeFromHost"/>.</summary>
    public bool HasHostFiles => Capability.HostSockets && _poller != NoHandle;

    /// <summary>
    /// Takes events that the host knows of. Waits for them, or for a wake, until the deadline, or not at all (deadline 0). TimedOut
    /// when there are none, Woken when something may have become ready inside.
    /// </summary>
    public WakeReason TakeFromHost(Thread thread, Span<HostEvent> events, long deadline, out int count)
    {
        count = 0;
        long limit = deadline;
        if (deadline == 0)
            thread.BeginQuickHostCall();
        else if (!thread.BeginHostWait(ref limit))
            return thread.IsWoken ? WakeReason.Woken : WakeReason.Interrupted;
        Result taken = HostSockets.WaitPoller(_poller, events, limit);
        thread.EndHostWait();
        if (!taken.Failed)
            count = (int)taken.Value;
        if (count != 0 || thread.IsWoken)
            return WakeReason.Woken;
        return !taken.Failed && limit == deadline ? WakeReason.TimedOut : thread.IsInterrupted ? WakeReason.Interrupted : WakeReason.Woken;
    }

    /// <summary>A watched file has got a handle of the host.</summary>
    internal void WatchOnHost(EpollItem item) => _ = ChangeOnHost(HostAdd, item);

    /// <summary>A watched file has changed.</summary>
    internal void OnChange(EpollItem item)
    {
        if (!item.IsReady)
            Link(item);
        _changes.Wake(mask: (uint)PollEvents.Readable);
    }

    /// <summary>A watched file was closed for good.</summary>
    internal void Forget(EpollItem item)
    {
        foreach (KeyValuePair<int, EpollItem> pair in _items)
        {
            if (pair.Value != item)
                continue;
            _items.Remove(pair.Key);
            break;
        }

        if (item.IsReady)
            Unlink(item);
        item.Queue?.Remove(item);
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        foreach (KeyValuePair<int, EpollItem> pair in _items)
        {
            pair.Value.File.Unwatch(pair.Value);
            pair.Value.Queue?.Remove(pair.Value);
        }

        _items.Clear();
        _firstReady = _lastReady = null;
        if (Capability.HostSockets && _poller != NoHandle)
            HostSockets.Close(_poller);
    }

    private bool Remove(int descriptor)
    {
        if (!_items.TryGetValue(descriptor, out EpollItem? item))
            return false;
        item.File.Unwatch(item);
        if (Capability.HostSockets && item.File.HostHandle >= 0)
            _ = ChangeOnHost(HostRemove, item);
        Forget(item);
        return true;
    }

    private int DepthTo(EpollFile target, int depth)
    {
        int deepest = depth;
        foreach (KeyValuePair<int, EpollItem> pair in _items)
        {
            if (pair.Value.File == target || depth >= MaxDepth)
                return MaxDepth;
            if (pair.Value.File is EpollFile inner)
                deepest = int.Max(deepest, inner.DepthTo(target, depth + 1));
        }

        return deepest;
    }

    private Errno ChangeOnHost(int operation, EpollItem item)
    {
        if (_poller == NoHandle)
        {
            Result made = HostSockets.CreatePoller();
            if (made.Failed)
                return made.Error;
            _poller = (int)made.Value;
            WatchOnHost();
            Changes.Wake();
        }

        // What keeps a machine awake is no matter of a guest.
        return HostSockets.ChangePoller(_poller, operation, item.File.HostHandle, item.Events & ~WakeUpSource, item.Data);
    }

    private void Look(Thread thread, EpollItem item)
    {
        if (item.Ask(thread) != PollEvents.None)
            OnChange(item);
    }

    private void Link(EpollItem item)
    {
        item.IsReady = true;
        item.NextReady = null;
        item.PreviousReady = _lastReady;
        if (_lastReady is null)
            _firstReady = item;
        else
            _lastReady.NextReady = item;
        _lastReady = item;
    }

    private void Unlink(EpollItem item)
    {
        if (item.PreviousReady is null)
            _firstReady = item.NextReady;
        else
            item.PreviousReady.NextReady = item.NextReady;
        if (item.NextReady is null)
            _lastReady = item.PreviousReady;
        else
            item.NextReady.PreviousReady = item.PreviousReady;
        item.IsReady = false;
        item.NextReady = item.PreviousReady = null;
    }

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence) => whence is >= 0 and <= 4 ? 0 : Errno.EINVAL;
}
