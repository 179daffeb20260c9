namespace LiteBox.Packager.Erofs;

/// <summary>What a node of a <see cref="FileTree"/> is. A bundle holds no devices, pipes or sockets: the library OS makes those.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,
}
