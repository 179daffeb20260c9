using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiteBox.Programs;

/// <summary>Cases of CPython's tests that may differ, and why: a line of PythonExceptions.txt.</summary>
internal sealed class PythonException
{
    private readonly Regex _pattern;

    private PythonException(string text)
    {
        DependsOnMachine = text.StartsWith('~');
        Text = text.TrimStart('~');
        _pattern = new Regex("^" + Regex.Escape(Text).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);
    }

    /// <summary>The name of the case, in which <c>*</c> stands for any text.</summary>
    public string Text { get; }

    /// <summary>True when the case does not pass natively on every machine: the line is not always needed.</summary>
    public bool DependsOnMachine { get; }

    /// <summary>The table.</summary>
    public static IReadOnlyList<PythonException> All { get; } = Read();

    /// <summary>Whether it is about the case.</summary>
    public bool Covers(string name) => _pattern.IsMatch(name);

    private static PythonException[] Read()
    {
        using Stream stream = typeof(PythonException).Assembly.GetManifestResourceStream("PythonExceptions.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split('|', 2))
            .Select(parts => parts is [string text, string reason] && reason.Trim().Length > 0
                ? new PythonException(text.Trim())
                : throw new InvalidDataException("A line of PythonExceptions.txt has no reason: " + parts[0]))];
    }
}
