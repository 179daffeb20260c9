namespace LiteBox.Packager.Boot;

/// <summary>The first part of a boot file, a whole number of pages.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="TailHeader">Offset of the program header for what follows.</param>
/// <param name="PolicyWord">Offset of the word that holds the policy's distance from the image's start.</param>
/// <param name="Tail">That distance.</param>
public sealed record BootHead(byte[] Bytes, int TailHeader, int PolicyWord, ulong Tail);
