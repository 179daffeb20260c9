using System;

namespace LiteBox;

/// <summary>An entry of a directory. The name is good until the directory changes.</summary>
public readonly ref struct DirectoryEntry
{
    internal DirectoryEntry(scoped in North.DirectoryEntry entry)
    {
        Name = entry.Name;
        Inode = entry.Inode;
        Type = (FileType)entry.Type;
    }

    /// <summary>Its name.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>d_ino.</summary>
    public ulong Inode { get; }

    /// <summary>What it stands for.</summary>
    public FileType Type { get; }
}
