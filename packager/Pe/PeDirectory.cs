namespace LiteBox.Packager.Pe;

/// <summary>A table that the optional header points to.</summary>
/// <param name="Address">Relative to the image base; 0 when there is none.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct PeDirectory(uint Address, uint Size);
