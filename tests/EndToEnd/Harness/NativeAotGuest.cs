using System;
using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>The C# guest that runs on every host, published in two ways.</summary>
internal static class NativeAotGuest
{
    private static readonly Lazy<string> s_path = new(() =>
    {
        Guest.Tool("gcc", "gcc");
        return Publish("aot");
    });

    private static readonly Lazy<string> s_onRuntime = new(() => Publish(
        "aot-not", "-p:PublishAot=false", "-p:Framework=net10.0", "-p:SelfContained=true", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true"));

    /// <summary>The program as machine code.</summary>
    public static string Path => s_path.Value;

    /// <summary>The same program with .NET's runtime and its JIT, as one file.</summary>
    public static string OnRuntime => s_onRuntime.Value;

    private static string Publish(string folder, params string[] properties)
    {
        string project = System.IO.Path.Combine(Repository.Guests, "Aot", "Aot.csproj");
        string output = System.IO.Path.Combine(Repository.Work, folder);
        // One after the other and without servers: nothing of it outlives the test run.
        Command.Check("dotnet",
            ["publish", project, "-c", "Release", "-r", "linux-x64", "-o", output, "--nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false",
                "-p:BaseIntermediateOutputPath=" + output + "-obj/", .. properties]);
        string program = System.IO.Path.Combine(output, "Aot");
        return File.Exists(program) ? program : throw new FileNotFoundException("dotnet publish left no program.", program);
    }
}
