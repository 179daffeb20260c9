namespace LiteBox.Packager.Linking;

/// <summary>The South that an image is linked for: which stubs it gets and how it calls its host.</summary>
public enum LinkPlatform
{
    /// <summary>A process of Linux: host calls through the one gate.</summary>
    Linux,

    /// <summary>A process of Windows: calls of imported functions.</summary>
    Windows,

    /// <summary>Ring 0 of a machine: no host calls.</summary>
    Bare,
}
