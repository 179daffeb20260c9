using System;

namespace LiteBox.North;

/// <summary>One entry of a directory as getdents64(2) gives it.</summary>
public ref struct DirectoryEntry
{
    /// <summary>The name.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>d_ino.</summary>
    public ulong Inode;

    /// <summary>d_off: where the directory is read on after this entry. Grows from entry to entry and never changes for a name.</summary>
    public ulong Position;

    /// <summary>d_type.</summary>
    public byte Type;
}
