using System.Collections.Generic;

namespace LiteBox.North;

/// <content>What becomes of an address space when its process starts another.</content>
public sealed partial class Memory
{
    private List<Area>? _undone;
    private int _users = 1;

    /// <summary>True while several processes have this memory (CLONE_VM).</summary>
    public bool IsShared => _users > 1;

    /// <summary>False when no process has this memory any more.</summary>
    internal bool IsInUse => _users != 0;

    /// <summary>How the sandbox's first process ended, if it had this memory; -1 before that.</summary>
    internal int FirstStatus { get; set; } = -1;

    /// <summary>True for the memory of a host process that still holds a copy of another process's pages.</summary>
    internal bool IsForeign { get; set; }

    /// <summary>One more process has this memory.</summary>
    internal Memory Share()
    {
        _users++;
        return this;
    }

    /// <summary>One process less has this memory. The host's pages go with its process.</summary>
    internal void Release()
    {
        if (--_users == 0)
            Abandon();
    }

    /// <summary>
    /// The memory of a child: the host copies the pages, this is what is known about them. Locks are not inherited, nor are
    /// areas with MADV_DONTFORK (fork(2)).
    /// </summary>
    internal Memory Copy(Process child)
    {
        Memory copy = new(child)
        {
            _mapTop = _mapTop,
            _hasTopPage = _hasTopPage,
            _breakStart = _breakStart,
            _break = _break,
            StackTop = StackTop,
        };
        for (Area? area = _areas.FirstAfter(0); area is not null; area = _areas.FirstAfter(area.End))
        {
            Area own = area.Copy();
            own.Flags &= ~AreaFlags.Locked;
            if (area.Is(AreaFlags.DontFork | AreaFlags.WipeOnFork))
                (copy._undone ??= new List<Area>()).Add(own);
            if (!area.Is(AreaFlags.DontFork))
                copy.Insert(own);
        }

        return copy;
    }

    /// <summary>The first thing in the child's host process: takes away what the host copied and the child does not have.</summary>
    internal void BeginCopy()
    {
        if (_undone is not { } areas)
            return;
        _undone = null;
        for (int i = 0; i < areas.Count; i++)
        {
            Area area = areas[i];
            if (!area.Is(AreaFlags.OnHost))
                continue;
            if (area.Is(AreaFlags.DontFork))
                _ = Host.Unmap(area.Start, area.Length);
            else
                _ = Host.Discard(area.Start, area.Length);
        }
    }

    private void Abandon()
    {
        while (_areas.FirstAfter(0) is { } area)
        {
            if (Capability.SystemVIpc && area.Source is SegmentFile mapped)
                mapped.Segment.LastUser = _process.Id;
            Remove(area);
        }
    }
}
