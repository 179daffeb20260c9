using System;

namespace LiteBox.North;

/// <summary>Where a path led.</summary>
public ref struct Walked
{
    /// <summary>The directory that holds the last name.</summary>
    public DirectoryInode Parent;

    /// <summary>The last name, valid as long as the path; empty unless <see cref="Last"/> is Normal.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>What is there; null when the last name does not exist.</summary>
    public Inode? Found;

    /// <summary>What the last step was.</summary>
    public LastName Last;

    /// <summary>True when '/' came after the last name.</summary>
    public bool HasSlash;
}
