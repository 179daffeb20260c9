using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Cases that may differ from the native run, and why: a line of the table that the test project embeds as Exceptions.txt.</summary>
internal sealed class CaseException
{
    private readonly Regex _pattern;

    private CaseException(string text, string reason)
    {
        DependsOnMachine = text.StartsWith('~');
        text = text.TrimStart('~');
        Text = text;
        Reason = reason;
        _pattern = new Regex("^" + Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);
    }

    /// <summary>The name of the case, in which <c>*</c> stands for any text.</summary>
    public string Text { get; }

    /// <summary>True when the native run is not the same on every kernel or machine: the line is not always needed.</summary>
    public bool DependsOnMachine { get; }

    /// <summary>Why the difference is right.</summary>
    public string Reason { get; }

    /// <summary>The table.</summary>
    public static IReadOnlyList<CaseException> All { get; } = Read();

    /// <summary>Whether it is about the case.</summary>
    public bool Covers(string name) => _pattern.IsMatch(name);

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
