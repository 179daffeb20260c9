using System;
using System.IO;
using Xunit;

namespace LiteBox.Sdk.Tests;

/// <summary>dotnet publish -p:LiteBoxTarget=linux through the packed SDK.</summary>
public sealed class PublishTests
{
    private const string SkipsBundling = "Skipping target \"_LiteBoxBundle\"";

    [Fact]
    public void AWrappedProgramBecomesOneFileThatRuns()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/echo", items: "<LiteBoxArgument Include='-n' /><LiteBoxArgument Include='one two' />");
        CommandResult publish = project.Publish("-o", "out");
        Assert.True(publish.ExitCode == 0, publish.All);
        Assert.Contains("Box -> " + project.PathOf("out/litebox/Box"), publish.Output, StringComparison.Ordinal);
        Assert.Contains("system calls kept", File.ReadAllText(project.PathOf("out/litebox/Box.report.txt")), StringComparison.Ordinal);
        CommandResult run = project.Run(project.PathOf("out/litebox/Box"), "three");
        Assert.Equal(new CommandResult(0, "one two three", ""), run);
    }

    [Fact]
    public void ForAMachineItBecomesOneBootImage()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/echo", items: "<LiteBoxArgument Include='one two' />");
        CommandResult publish = project.Publish("-o", "out", "-p:LiteBoxTarget=kvm");
        Assert.True(publish.ExitCode == 0, publish.All);
        byte[] head = new byte[18];
        using FileStream file = File.OpenRead(project.PathOf("out/litebox/Box"));
        file.ReadExactly(head);
        const byte Executable = 2;
        Assert.Equal(Executable, head[16]);
    }

    [Fact]
    public void ASecondPublishRunsNoStageUntilAnInputChanges()
    {
        using var project = new ProjectFolder();
        project.Write("data/a.txt", "first");
        project.WriteWrapper("/bin/cat", items: "<LiteBoxFile Include='data' GuestPath='/data' /><LiteBoxArgument Include='/data/a.txt' />");
        string[] options = ["-o", "out", "-v:detailed"];
        Succeeds(project.Publish(options), bundles: true);
        DateTime written = File.GetLastWriteTimeUtc(project.PathOf("out/litebox/Box"));
        Succeeds(project.Publish(options), bundles: false);
        Assert.Equal(written, File.GetLastWriteTimeUtc(project.PathOf("out/litebox/Box")));

        project.Write("data/a.txt", "second");
        Succeeds(project.Publish(options), bundles: true);
        Assert.Equal("second", project.Run(project.PathOf("out/litebox/Box")).Output);

        // A file more is a change although no file that was there before is newer.
        project.Write("data/b.txt", "third");
        File.SetLastWriteTimeUtc(project.PathOf("data/b.txt"), DateTime.UnixEpoch.AddYears(30));
        Succeeds(project.Publish(options), bundles: true);
        Assert.Equal("secondthird", project.Run(project.PathOf("out/litebox/Box"), "/data/b.txt").Output);

        project.WriteWrapper("/bin/cat", items: "<LiteBoxFile Include='data' GuestPath='/data' />");
        Succeeds(project.Publish(options), bundles: true);
        Assert.Equal("", project.Run(project.PathOf("out/litebox/Box"), "/dev/null").Output);
    }

    [Theory]
    [InlineData("litebox: find the system calls")]
    [InlineData("litebox: compile the library OS")]
    [InlineData("litebox: write the bundle")]
    public void AnInterruptedPublishLeavesNoPartOfABundle(string stage)
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/cat");

        // With a cache of its own every stage has something to do.
        string[] options = ["publish", "-p:LiteBoxTarget=linux", "-p:LiteBoxCache=" + project.PathOf("cache"), "--nologo", "-nodeReuse:false", "-tl:off", "-o", "out", "-v:normal"];
        CommandResult interrupted = project.Interrupt("dotnet", stage, options);
        Assert.Contains(stage, interrupted.Output, StringComparison.Ordinal);

        // The last stage may be done before the signal arrives: the bundle is whole then.
        string folder = project.PathOf("out/litebox"), bundle = Path.Combine(folder, "Box");
        if (stage.EndsWith("bundle", StringComparison.Ordinal) && File.Exists(bundle))
        {
            Assert.Equal(new CommandResult(0, "", ""), project.Run(bundle, "/dev/null"));
        }
        else
        {
            Assert.NotEqual(0, interrupted.ExitCode);
            Assert.False(File.Exists(bundle), interrupted.All);
        }

        Assert.All(Directory.Exists(folder) ? Directory.GetFiles(folder) : [], file => Assert.Contains(Path.GetFileName(file), (string[])["Box", "Box.report.txt"]));
        Assert.DoesNotContain(Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith(".Box", StringComparison.Ordinal));

        CommandResult again = project.Dotnet(options);
        Assert.True(again.ExitCode == 0, again.All);
        Assert.Equal(new CommandResult(0, "", ""), project.Run(bundle, "/dev/null"));
    }

    [Fact]
    public void EnvironmentAndRemovedSystemCallsReachTheProgram()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/usr/bin/env", items: """
            <LiteBoxEnvironment Include="COLOUR" Value="blue;green" />
            <LiteBoxSyscall Include="getppid" />
            <LiteBoxSyscall Remove="madvise" />
            """);
        Succeeds(project.Publish("-o", "out"), bundles: null);
        Assert.Equal("COLOUR=blue;green\n", project.Run(project.PathOf("out/litebox/Box")).Output);
        string report = File.ReadAllText(project.PathOf("out/litebox/Box.report.txt"));

        // The host's calls, which follow, have the same names.
        string kept = report.Split("\nsystem calls kept\n")[1].Split("\n\n")[0] + "\n";
        Assert.Contains("\n  getppid\n", "\n" + kept, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  madvise\n", "\n" + kept, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTraceFileIsPartOfWhatABundleIsMadeFrom()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/echo");
        string[] options = ["-o", "out", "-v:detailed"], traced = [.. options, "-p:LiteBoxTraceFile=" + project.PathOf("first.log")];
        Succeeds(project.Publish(options), bundles: true);
        Succeeds(project.Publish(traced), bundles: true);
        Succeeds(project.Publish(traced), bundles: false);
        Assert.Equal(new CommandResult(0, "text\n", ""), project.Run(project.PathOf("out/litebox/Box"), "text"));
        Assert.Contains("write(1, \"text\\n\", 5) = 5\n", File.ReadAllText(project.PathOf("first.log")), StringComparison.Ordinal);
        Succeeds(project.Publish([.. options, "-p:LiteBoxTraceFile=" + project.PathOf("second.log")]), bundles: true);
        Assert.Equal(new CommandResult(0, "text\n", ""), project.Run(project.PathOf("out/litebox/Box"), "text"));
        Assert.True(File.Exists(project.PathOf("second.log")));
    }

    [Fact]
    public void CleanRemovesTheBundle()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/true");
        Succeeds(project.Publish(), bundles: null);
        string bundle = project.PathOf("bin/Release/net10.0/publish/litebox/Box");
        Assert.True(File.Exists(bundle));
        Assert.Equal(0, project.Dotnet("clean", "-c", "Release", "--nologo", "-p:LiteBoxTarget=linux").ExitCode);
        Assert.False(File.Exists(bundle));
    }

    [Fact]
    public void WithoutATargetAnOrdinaryProjectPublishesAsEver()
    {
        using var project = new ProjectFolder();
        WriteConsole(project, $"<Project Sdk=\"LiteBox.Sdk/{ProjectFolder.SdkVersion}\">", "");
        project.Write("Program.cs", "System.Console.WriteLine(1);");
        CommandResult result = project.Dotnet("publish", "--nologo", "-o", "out");
        Assert.True(result.ExitCode == 0, result.All);
        Assert.True(File.Exists(project.PathOf("out/Box.dll")));
        Assert.False(Directory.Exists(project.PathOf("out/litebox")));
    }

    [Fact]
    public void ASecondSdkBesideMicrosoftsSetsTheSameDefaults()
    {
        using var project = new ProjectFolder();
        WriteConsole(project, "<Project Sdk=\"Microsoft.NET.Sdk\">", $"<Sdk Name=\"LiteBox.Sdk\" Version=\"{ProjectFolder.SdkVersion}\" />");
        CommandResult result = project.Dotnet("msbuild", "-nologo", "-p:LiteBoxTarget=linux", "-getProperty:RuntimeIdentifier,SelfContained,OutputPath,UsingLiteBoxSdk");
        Assert.True(result.ExitCode == 0, result.All);
        Assert.Contains("\"RuntimeIdentifier\": \"linux-x64\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"SelfContained\": \"true\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("linux-x64", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"UsingLiteBoxSdk\": \"true\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTemplateMakesAProjectThatEvaluates()
    {
        using var project = new ProjectFolder();
        string package = Path.Combine(ProjectFolder.RepositoryRoot, "artifacts", "feed", $"LiteBox.Sdk.{ProjectFolder.SdkVersion}.nupkg");
        string[] hive = ["--debug:custom-hive", project.PathOf("hive")];
        CommandResult installed = project.Dotnet(["new", "install", package, .. hive]);
        Assert.True(installed.ExitCode == 0, installed.All);
        CommandResult created = project.Dotnet(["new", "litebox", "-n", "MyBox", "--no-update-check", .. hive]);
        Assert.True(created.ExitCode == 0, created.All);
        CommandResult result = project.Dotnet("msbuild", "MyBox/MyBox.csproj", "-nologo", "-getProperty:UsingLiteBoxSdk");
        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal("true", result.Output.Trim());
    }

    private static void WriteConsole(ProjectFolder project, string start, string sdk) => project.Write("Box.csproj", $"""
        {start}
          {sdk}
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
        </Project>
        """);

    private static void Succeeds(CommandResult publish, bool? bundles)
    {
        Assert.True(publish.ExitCode == 0, publish.All);
        if (bundles is { } expected)
            Assert.Equal(!expected, publish.Output.Contains(SkipsBundling, StringComparison.Ordinal));
    }
}
