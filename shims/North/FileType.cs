namespace LiteBox;

/// <summary>What a name stands for: the d_type of readdir(3).</summary>
public enum FileType
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A pipe.</summary>
    Pipe = 1,

    /// <summary>A character device, a terminal among them.</summary>
    CharacterDevice = 2,

    /// <summary>A directory.</summary>
    Directory = 4,

    /// <summary>A block device.</summary>
    BlockDevice = 6,

    /// <summary>A regular file.</summary>
    Regular = 8,

    /// <summary>A symbolic link.</summary>
    SymbolicLink = 10,

    /// <summary>A socket.</summary>
    Socket = 12,
}
