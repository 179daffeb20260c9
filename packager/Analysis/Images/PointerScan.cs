using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// Finds words of data that look like pointers to functions where no relocation says so: absolute addresses in a program that
/// is loaded at a fixed address, and 32-bit distances from the word itself, as NativeAOT and Swift write them. What only
/// looks like a pointer adds a function to those that may be called, no more.
/// </summary>
internal sealed class PointerScan(ImageLayout layout, CodeScanner scanner, ulong[] starts)
{
    public void AddTo(List<(ulong At, LoaderTarget Target)> pointers)
    {
        if (layout.Code.Count == 0)
            return;
        bool absolute = layout.File.Header.Type == ElfType.Executable;
        ulong low = layout.Code[0].Start, high = layout.Code[^1].End;
        foreach (CodeSpan data in layout.Data())
        {
            ReadOnlySpan<byte> bytes = data.Bytes.Span;
            int skip = (int)(-(long)data.Start & 3);
            for (int i = skip; i + 4 <= bytes.Length; i += 4)
            {
                ulong at = data.Start + (ulong)i;
                if (absolute && i + 8 <= bytes.Length)
                {
                    ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]);
                    if (value >= low && value < high && LooksLikeFunction(value))
                        pointers.Add((at, new(null, value)));
                }
                ulong relative = at + (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes[i..]);
                if (relative >= low && relative < high && Array.BinarySearch(starts, relative) >= 0 && !layout.IsRelocated(at))
                    pointers.Add((at, new(null, relative)));
            }
        }
    }

    /// <summary>The values of all words of data that are addresses of code, in a program loaded at a fixed address.</summary>
    public static IEnumerable<ulong> AbsoluteWords(ImageLayout layout)
    {
        if (layout.File.Header.Type != ElfType.Executable || layout.Code.Count == 0)
            yield break;
        ulong low = layout.Code[0].Start, high = layout.Code[^1].End;
        foreach (CodeSpan data in layout.Data())
            for (int i = (int)(-(long)data.Start & 3); i + 8 <= data.Bytes.Length; i += 4)
                if (BinaryPrimitives.ReadUInt64LittleEndian(data.Bytes.Span[i..]) is ulong value && value >= low && value < high
                    && layout.IsCode(value))
                    yield return value;
    }

    // Words that lead inside a function are its own jump tables.
    private bool LooksLikeFunction(ulong address) => Array.BinarySearch(starts, address) >= 0 && scanner.IsInstruction(address);
}
