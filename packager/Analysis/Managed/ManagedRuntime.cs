using System;
using System.IO;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Managed;

/// <summary>.NET's runtime with its JIT: a library of its own, or linked into a program that is a single file.</summary>
internal static class ManagedRuntime
{
    /// <summary>The library's file name.</summary>
    public const string LibraryName = "libcoreclr.so";

    /// <summary>Whether an image is it.</summary>
    public static bool Is(string name, ElfFile file) => Path.GetFileName(name) == LibraryName || Exports(file, "DotNetRuntimeInfo"u8);

    private static bool Exports(ElfFile file, ReadOnlySpan<byte> name)
    {
        foreach (ElfSymbol symbol in file.DynamicSymbols)
            if (symbol.IsDefined && symbol.NameBytes.Span.SequenceEqual(name))
                return true;
        return false;
    }
}
