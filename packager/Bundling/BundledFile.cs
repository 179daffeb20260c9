namespace LiteBox.Packager.Bundling;

/// <summary>One file of the root file system.</summary>
/// <param name="Path">Guest path.</param>
/// <param name="Bytes">Size of its content.</param>
public sealed record BundledFile(string Path, long Bytes);
