using System;
using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>The guest that is an ordinary self-contained program of .NET, with its compiler inside.</summary>
internal static class DotNetGuest
{
    private static readonly Lazy<string> s_folder = new(() => Publish("folder"));
    private static readonly Lazy<string> s_singleFile = new(() => Publish("single", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true"));

    /// <summary>The program in a folder with the runtime, nothing of it trimmed.</summary>
    public static string InFolder => s_folder.Value;

    /// <summary>The program as one file, trimmed.</summary>
    public static string SingleFile => s_singleFile.Value;

    private static string Publish(string form, params string[] properties)
    {
        string project = Path.Combine(Repository.Guests, "DotNet", "DotNet.csproj");
        string output = Path.Combine(Repository.Work, "dotnet-" + form);
        // One after the other and without servers: nothing of it outlives the test run.
        Command.Check(
            "dotnet", ["publish", project, "-c", "Release", "-o", output, "--nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. properties]);
        string program = Path.Combine(output, "DotNet");
        return File.Exists(program) ? program : throw new FileNotFoundException("dotnet publish left no program.", program);
    }
}
