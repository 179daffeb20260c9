using System;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using LiteBox.Packager.Analysis.Images;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis;

/// <summary>
/// Disassembled images by the hash of their bytes: programs share their libraries, and a build server its process. Safe for
/// concurrent use.
/// </summary>
public sealed class AnalysisCache
{
    private readonly ConcurrentDictionary<string, CodeImage> _images = new(StringComparer.Ordinal);

    internal CodeImage Get(ElfFile file)
    {
        string key = Convert.ToHexString(SHA256.HashData(file.Data.Span));
        return _images.TryGetValue(key, out CodeImage? known) ? known : _images.GetOrAdd(key, CodeImage.Read(file));
    }
}
