using System;

namespace LiteBox.Packager.Pe;

/// <summary>One section of an image.</summary>
/// <param name="Name">At most 8 ASCII characters.</param>
/// <param name="Address">Where it is mapped, relative to the image base; a multiple of 4096.</param>
/// <param name="VirtualSize">Bytes in memory; what lies past the data is zero.</param>
/// <param name="Data">Bytes in the file, at most <paramref name="VirtualSize"/>.</param>
/// <param name="Flags">Contents and protection; never both Write and Execute.</param>
public sealed record PeSection(string Name, uint Address, uint VirtualSize, ReadOnlyMemory<byte> Data, PeSectionFlags Flags);
