using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiteBox.Conformance;

/// <summary>Cases that may differ, and why: a line of Exceptions.txt.</summary>
internal sealed class CaseException
{
    private readonly Regex _pattern;

    private CaseException(string text, string reason)
    {
        DependsOnKernel = text.StartsWith('~');
        text = text.TrimStart('~');
        Text = text;
        Reason = reason;
        _pattern = new Regex("^" + Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);
    }

    /// <summary>The area, a space, and the name, in which <c>*</c> stands for any text.</summary>
    public string Text { get; }

    /// <summary>True when other kernels than that of the newest release answer as the library OS does: the line is not always needed.</summary>
    public bool DependsOnKernel { get; }

    /// <summary>Why the difference is right.</summary>
    public string Reason { get; }

    /// <summary>The table.</summary>
    public static IReadOnlyList<CaseException> All { get; } = Read();

    /// <summary>Whether it is about the case.</summary>
    public bool Covers(string area, string name) => _pattern.IsMatch(area + " " + name);

    private static CaseException[] Read()
    {
        using Stream stream = typeof(CaseException).Assembly.GetManifestResourceStream("Exceptions.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split('|', 2))
            .Select(parts => parts is [string text, string reason] && reason.Trim().Length > 0
                ? new CaseException(text.Trim(), reason.Trim())
                : throw new InvalidDataException("A line of Exceptions.txt has no reason: " + parts[0]))];
    }
}
