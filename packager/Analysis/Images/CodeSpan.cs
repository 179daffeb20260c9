using System;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>Bytes of an image and the address they are loaded at.</summary>
internal readonly record struct CodeSpan(ulong Start, ReadOnlyMemory<byte> Bytes)
{
    public ulong End => Start + (ulong)Bytes.Length;
}
