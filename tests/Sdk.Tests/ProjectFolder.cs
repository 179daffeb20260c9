using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;

namespace LiteBox.Sdk.Tests;

/// <summary>
/// A folder outside the repository with one project in it that uses LiteBox.Sdk from artifacts/feed, as a user's would.
/// </summary>
internal sealed class ProjectFolder : IDisposable
{
    public static readonly string RepositoryRoot = Path.GetFullPath(Metadata("RepositoryRoot"));
    public static readonly string SdkVersion = Metadata("SdkVersion");
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    /// <param name="prefix">what the folder's name begins with</param>
    public ProjectFolder(string prefix = "litebox-sdk-")
    {
        Folder = Directory.CreateTempSubdirectory(prefix).FullName;
        string feed = Path.Combine(RepositoryRoot, "artifacts", "feed");
        Assert.True(File.Exists(Path.Combine(feed, $"LiteBox.Sdk.{SdkVersion}.nupkg")), "LiteBox.Sdk is not packed yet: run build.sh.");
        Write("NuGet.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(RepositoryRoot, "artifacts", "packages")}" /></config>
              <packageSources><add key="litebox" value="{feed}" /></packageSources>
            </configuration>
            """);
    }

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    /// <summary>A project without code around a program of this machine.</summary>
    public void WriteWrapper(string program, string properties = "", string items = "") => Write("Box.csproj", $"""
        <Project Sdk="LiteBox.Sdk/{SdkVersion}">
          <PropertyGroup>
            <LiteBoxProgram>{program}</LiteBoxProgram>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>
        """);

    /// <summary>The samples' sources, beside each other as in the repository.</summary>
    public void CopySamples()
    {
        string samples = Path.Combine(RepositoryRoot, "samples");
        foreach (string path in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(samples, path);
            if (name != "NuGet.config" && !name.Split('/').Any(part => part is "bin" or "obj"))
                Write(name, File.ReadAllText(path));
        }
    }

    public CommandResult Dotnet(params string[] arguments) => Run("dotnet", arguments);

    public CommandResult Publish(params string[] arguments) =>
        Dotnet(["publish", "-p:LiteBoxTarget=linux", "--nologo", "-nodeReuse:false", "-tl:off", .. arguments]);

    public CommandResult Run(string program, params IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        WaitForEnd(process);
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Sends SIGINT, as Ctrl-C does, once the program has printed a line that contains a text.</summary>
    public CommandResult Interrupt(string program, string at, params IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output += line + "\n";
            if (line.Contains(at, StringComparison.Ordinal))
                break;
        }

        Assert.Equal(0, Run("/bin/sh", "-c", $"kill -INT {process.Id}").ExitCode);
        output += process.StandardOutput.ReadToEnd();
        WaitForEnd(process);
        return new CommandResult(process.ExitCode, output, error.Result);
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LITEBOX_CACHE"] = Path.Combine(RepositoryRoot, "artifacts", "tests", "cache");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (string inherited in start.Environment.Keys.Where(IsOfOurBuild).ToList())
            start.Environment.Remove(inherited);
        return Process.Start(start)!;
    }

    private static void WaitForEnd(Process process)
    {
        if (process.WaitForExit(s_patience))
            return;
        process.Kill(entireProcessTree: true);
        Assert.Fail(process.StartInfo.FileName + " " + string.Join(' ', process.StartInfo.ArgumentList) + " does not end.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // What the running dotnet test tells its own MSBuild must not reach the one under test.
    private static bool IsOfOurBuild(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name is "VSTEST_CONNECTION_TIMEOUT" or "NUGET_PACKAGES";

    private static string Metadata(string key) => typeof(ProjectFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
