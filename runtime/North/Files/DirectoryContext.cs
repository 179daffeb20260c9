namespace LiteBox.North;

/// <summary>Where paths start and what new files do not get: what CLONE_FS shares between processes.</summary>
internal sealed class DirectoryContext(DirectoryInode root, DirectoryInode working)
{
    /// <summary>Where '/' leads.</summary>
    public DirectoryInode Root { get; set; } = root;

    /// <summary>Where relative paths start.</summary>
    public DirectoryInode Working { get; set; } = working;

    /// <summary>Permission bits that new files do not get.</summary>
    public uint CreationMask { get; set; } = 0x12;

    /// <summary>The same, to be changed apart.</summary>
    public DirectoryContext Copy() => new(Root, Working) { CreationMask = CreationMask };
}
