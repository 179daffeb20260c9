namespace LiteBox.Packager.Compiling;

/// <summary>What a policy grants of the host's directories, as far as the library OS is compiled for it.</summary>
public enum DirectoryGrants
{
    /// <summary>No directory.</summary>
    None,

    /// <summary>Directories to read.</summary>
    ReadOnly,

    /// <summary>At least one directory to write.</summary>
    Writable,
}
