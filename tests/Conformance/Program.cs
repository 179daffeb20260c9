using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Conformance;

/// <summary>The guest programs of Guests/, compiled and bundled once.</summary>
internal static class Program
{
    private static readonly Lazy<string> s_native = new(() => Compile("conform", "engine.c", "rows.c", "table.c", "area_*.c"));
    private static readonly Lazy<string> s_boxed = new(() => Bundle(s_native.Value));

    /// <summary>The program with all cases.</summary>
    public static string Native => s_native.Value;

    /// <summary>Its bundle.</summary>
    public static string Boxed => s_boxed.Value;

    /// <summary>The user that runs the tests.</summary>
    public static int UserId { get; } = int.Parse(Command.Check("id", "-u"), CultureInfo.InvariantCulture);

    /// <summary>Compiles sources of Guests/ to a static program.</summary>
    public static string Compile(string name, params string[] patterns)
    {
        string guests = Path.Combine(Repository.Root, "tests", "Conformance", "Guests");
        string[] sources = [.. patterns.SelectMany(pattern => Directory.GetFiles(guests, pattern)).Order(StringComparer.Ordinal)];
        string[] options = ["-static", "-O1", "-w", "-pthread"];
        byte[] content = [.. sources.Concat(Directory.GetFiles(guests, "*.h")).SelectMany(File.ReadAllBytes), .. Encoding.UTF8.GetBytes(string.Join(' ', options))];
        string output = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Repository.Work, "guests", "conformance-" + Convert.ToHexStringLower(SHA256.HashData(content))[..12])).FullName, name);
        if (!File.Exists(output))
        {
            Command.Check("gcc", [.. options, "-o", output + ".part", .. sources]);
            File.Move(output + ".part", output);
        }

        return output;
    }

    /// <summary>Bundles a program with everything that the library OS has, under a name of its own and with more options.</summary>
    public static string Bundle(string program, string? name = null, params string[] options)
    {
        string output = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Work, "conformance")).FullName, name ?? Path.GetFileName(program));
        Command.Check(Repository.Tool, ["bundle", program, "--trim", "none", "-o", output, .. options]);
        return output;
    }
}
