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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public ProjectFolder()
    {
        Folder = Directory.CreateTempSubdirectory("litebox-sdk-").FullName;
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

    public CommandResult Dotnet(params string[] arguments) => Run("dotnet", arguments);

    public CommandResult Publish(params string[] arguments) =>
        Dotnet(["publish", "-p:LiteBoxTarget=linux", "--nologo", "-nodeReuse:false", "-tl:off", .. arguments]);

    public CommandResult Run(string program, params IEnumerable<string> arguments)
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
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail(program + " " + string.Join(' ', start.ArgumentList) + " does not end.");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // What the running dotnet test tells its own MSBuild must not reach the one under test.
    private static bool IsOfOurBuild(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name is "VSTEST_CONNECTION_TIMEOUT" or "NUGET_PACKAGES";

    private static string Metadata(string key) => typeof(ProjectFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
