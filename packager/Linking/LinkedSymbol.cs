namespace LiteBox.Packager.Linking;

/// <summary>A name with its place in a linked image.</summary>
/// <param name="Name">The name as the compiler wrote it.</param>
/// <param name="Address">Bytes from the start of the image.</param>
/// <param name="IsFunction">Whether it names code.</param>
public readonly record struct LinkedSymbol(string Name, ulong Address, bool IsFunction);
