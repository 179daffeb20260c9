using System;

namespace LiteBox.North;

/// <summary>What can happen to a file, and how a watch behaves: the bits of inotify(7).</summary>
[Flags]
public enum FileEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IN_ACCESS: it was read.</summary>
    Access = 1,

    /// <summary>IN_MODIFY: it was written or truncated.</summary>
    Modify = 2,

    /// <summary>IN_ATTRIB: what stat(2) tells has changed.</summary>
    Attributes = 4,

    /// <summary>IN_CLOSE_WRITE: it was closed, having been open for writing.</summary>
    CloseWrite = 8,

    /// <summary>IN_CLOSE_NOWRITE: it was closed, having been open for reading.</summary>
    CloseNoWrite = 0x10,

    /// <summary>IN_OPEN: it was opened.</summary>
    Open = 0x20,

    /// <summary>IN_MOVED_FROM: a name left the directory.</summary>
    MovedFrom = 0x40,

    /// <summary>IN_MOVED_TO: a name came into the directory.</summary>
    MovedTo = 0x80,

    /// <summary>IN_CREATE: a name was made in the directory.</summary>
    Create = 0x100,

    /// <summary>IN_DELETE: a name was removed from the directory.</summary>
    Delete = 0x200,

    /// <summary>IN_DELETE_SELF: it is gone itself.</summary>
    DeleteSelf = 0x400,

    /// <summary>IN_MOVE_SELF: it was moved itself.</summary>
    MoveSelf = 0x800,

    /// <summary>IN_ALL_EVENTS.</summary>
    All = 0xFFF,

    /// <summary>IN_Q_OVERFLOW: events were lost.</summary>
    Overflow = 0x4000,

    /// <summary>IN_IGNORED: the watch is gone.</summary>
    Ignored = 0x8000,

    /// <summary>IN_ONLYDIR: only a directory can be watched.</summary>
    OnlyDirectory = 0x100_0000,

    /// <summary>IN_DONT_FOLLOW: a symbolic link is watched itself.</summary>
    DoNotFollow = 0x200_0000,

    /// <summary>IN_EXCL_UNLINK: nothing is told of files that have no name any more.</summary>
    ExcludeUnlinked = 0x400_0000,

    /// <summary>IN_MASK_CREATE: a watch that is there stays as it is.</summary>
    MaskCreate = 0x1000_0000,

    /// <summary>IN_MASK_ADD: the events of a watch that is there are added to.</summary>
    MaskAdd = 0x2000_0000,

    /// <summary>IN_ISDIR: it happened to a directory.</summary>
    IsDirectory = 0x4000_0000,

    /// <summary>IN_ONESHOT: the first event ends the watch.</summary>
    OneShot = 0x8000_0000,
}
