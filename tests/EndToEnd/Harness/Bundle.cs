using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Makes bundles with the tool, each once in a test run.</summary>
internal static class Bundle
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_made = new();
    private static readonly string s_folder = FreshFolder();
    private static int s_count;

    /// <summary>The bundle of a program: a path that can be run.</summary>
    public static string Of(string program, BundleOptions? options = null)
    {
        options ??= new BundleOptions();
        string[] arguments = [program, .. options.Arguments()];
        return s_made.GetOrAdd(string.Join('\0', arguments), _ => new Lazy<string>(() => Make(arguments))).Value;
    }

    /// <summary>What to start, and with which arguments, so that a bundle runs on this machine.</summary>
    public static (string Program, string[] Arguments) Line(string bundle, South south, string[] arguments) =>
        south == South.Linux ? (bundle, arguments) : (Repository.Tool, ["run", bundle, "--", .. arguments]);

    /// <summary>What the tool reported about a bundle that <see cref="Of"/> made.</summary>
    public static JsonNode Report(string bundle) => JsonNode.Parse(File.ReadAllText(bundle + ".report.json"))!;

    /// <summary>Runs the tool, whatever comes of it.</summary>
    public static Outcome Tool(IEnumerable<string> arguments) =>
        Command.Run(Repository.Tool, arguments, directory: s_folder, limit: TimeSpan.FromMinutes(5));

    /// <summary>A path in the folder of this run's bundles that nothing has used.</summary>
    public static string FreshPath(string name) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(s_folder, $"{Interlocked.Increment(ref s_count):d3}")).FullName, name);

    private static string Make(string[] arguments)
    {
        string output = FreshPath(Path.GetFileName(arguments[0]));
        (int exitCode, string text) = LoadedTool.Run([.. new[] { "bundle" }, .. arguments, "-o", output, "--report", output + ".report.json"]);
        if (exitCode != 0)
            throw new InvalidOperationException($"litebox bundle {string.Join(' ', arguments)} ended with {exitCode}:\n{text}");
        return output;
    }

    private static string FreshFolder()
    {
        string folder = Path.Combine(Repository.Work, "bundles");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }
}
