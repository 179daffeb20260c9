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

    private const int MaxDepth = 5;

    private readonly Dictionary<int, EpollItem> _items = new();
    private readonly WaitQueue _changes = new();
    private EpollItem? _firstReady;
    private EpollItem? _lastReady;

    /// <summary>Makes an empty one.</summary>
    public EpollFile()
        : base(AnonymousInode.Shared, OpenFlags.ReadWrite) => SetName(null, "anon_inode:[eventpoll]"u8);

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

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

    /// <summary>EPOLL_CTL_ADD. EEXIST, EPERM for files that never change, ELOOP, EINVAL.</summary>
    public Errno Add(Thread thread, int descriptor, OpenFile file, uint events, ulong data)
    {
        if (_items.TryGetValue(descriptor, out EpollItem? old) && old.File == file)
            return Errno.EEXIST;
        if (!file.CanBeWatched)
            return Errno.EPERM;
        if (file is EpollFile inner && (inner == this || inner.DepthTo(this, 0) >= MaxDepth))
            return Errno.ELOOP;

        // The descriptor was closed and is used again: its old item watched a file that nobody can name any more.
        Remove(descriptor);
        EpollItem item = new(this, file, events, data);
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
    }

    private bool Remove(int descriptor)
    {
        if (!_items.TryGetValue(descriptor, out EpollItem? item))
            return false;
        item.File.Unwatch(item);
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
}
