using System;
using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>The C# guest, published with NativeAOT.</summary>
internal static class NativeAotGuest
{
    private static readonly Lazy<string> s_path = new(Publish);

    /// <summary>The published program.</summary>
    public static string Path => s_path.Value;

    private static string Publish()
    {
        Guest.Tool("gcc", "gcc");
        string project = System.IO.Path.Combine(Repository.Guests, "Aot", "Aot.csproj");
        string output = System.IO.Path.Combine(Repository.Work, "aot");
        // One after the other and without servers: nothing of it outlives the test run.
        Command.Check(
            "dotnet", "publish", project, "-c", "Release", "-r", "linux-x64", "-o", output, "--nologo", "-v", "q", "-nodeReuse:false",
            "-p:UseSharedCompilation=false");
        string program = System.IO.Path.Combine(output, "Aot");
        return File.Exists(program) ? program : throw new FileNotFoundException("dotnet publish left no program.", program);
    }
}
