using System;

namespace LiteBox.North;

/// <summary>How a path is walked; the numbers of the upper ones are those of openat2(2)'s resolve field.</summary>
[Flags]
public enum WalkFlags
{
    /// <summary>A symbolic link at the end is not followed, unless '/' comes after it.</summary>
    None = 0,

    /// <summary>RESOLVE_NO_XDEV: crossing into another mount is EXDEV.</summary>
    NoMounts = 1,

    /// <summary>RESOLVE_NO_MAGICLINKS: a link of /proc that leads to a file itself is ELOOP.</summary>
    NoMagicLinks = 2,

    /// <summary>RESOLVE_NO_SYMLINKS: any symbolic link is ELOOP.</summary>
    NoLinks = 4,

    /// <summary>RESOLVE_BENEATH: leaving the directory where the walk starts is EXDEV.</summary>
    Beneath = 8,

    /// <summary>RESOLVE_IN_ROOT: the directory where the walk starts is the root.</summary>
    InRoot = 0x10,

    /// <summary>A symbolic link at the end is followed.</summary>
    Follow = 0x100,

    /// <summary>The last name is what matters, not what it leads to: a link there is not followed even before '/'.</summary>
    Parent = 0x200,
}
