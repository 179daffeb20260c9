namespace LiteBox.North;

/// <summary>Where the pages of an <see cref="Area"/> come from.</summary>
public enum AreaBacking
{
    /// <summary>Zeros.</summary>
    Anonymous,

    /// <summary>A private view of the root file system image.</summary>
    Image,

    /// <summary>A private view of a file of the host.</summary>
    HostFile,

    /// <summary>Anonymous pages that a file was read into.</summary>
    Copy,

    /// <summary>The file's own pages, that every shared mapping of it has.</summary>
    Shared,

    /// <summary>The part of a file mapping past the file's last page: nothing there, every access is SIGBUS.</summary>
    PastEnd,
}
