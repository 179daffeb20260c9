using System;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// Finds which exported names stand in the data of images as strings: those that <c>dlsym</c> can be asked for. A linker merges
/// strings that end alike, so a name counts also where it is the end of a longer string.
/// </summary>
internal sealed class NamedExports
{
    private readonly List<Dictionary<byte, int>> _children = [new()];
    private readonly List<string?> _names = [null];

    /// <summary>Adds a name to look for.</summary>
    public void Add(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        int node = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (!_children[node].TryGetValue(bytes[i], out int next))
            {
                next = _children.Count;
                _children[node].Add(bytes[i], next);
                _children.Add(new());
                _names.Add(null);
            }
            node = next;
        }
        _names[node] = name;
    }

    /// <summary>Adds to <paramref name="found"/> the names that stand in the data of an image, each with its address.</summary>
    public void Find(ImageLayout layout, Dictionary<string, ulong> found)
    {
        foreach (CodeSpan data in layout.Data())
        {
            ReadOnlySpan<byte> bytes = data.Bytes.Span;
            for (int end = 1; end < bytes.Length; end++)
            {
                if (bytes[end] != 0 || bytes[end - 1] == 0)
                    continue;
                int node = 0;
                for (int i = end - 1; i >= 0 && _children[node].TryGetValue(bytes[i], out node); i--)
                    if (_names[node] is string name)
                        found.TryAdd(name, data.Start + (ulong)i);
            }
        }
    }
}
