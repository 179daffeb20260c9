using System;
using System.Buffers.Binary;
using System.IO;
using LiteBox.South;
using Xunit;

namespace LiteBox.Sdk.Tests;

/// <summary>Programs on the North API: the same sources as a bundle and on ordinary .NET.</summary>
public sealed class NorthTests
{
    private const int LargestSample = 120_000;

    [Fact]
    public void TheSamplePrintsTheSameAsOnDotnetAndIsSmall()
    {
        using var project = new ProjectFolder();
        string sample = Path.Combine(ProjectFolder.RepositoryRoot, "samples", "North");
        foreach (string file in (string[])["Program.cs", "Word.cs", "poem.txt"])
            project.Write(file, File.ReadAllText(Path.Combine(sample, file)));
        project.Write("North.csproj", File.ReadAllText(Path.Combine(sample, "North.csproj"))
            .Replace("Sdk=\"LiteBox.Sdk\"", $"Sdk=\"LiteBox.Sdk/{ProjectFolder.SdkVersion}\"", StringComparison.Ordinal));

        CommandResult onDotnet = project.Dotnet("run");
        Assert.True(onDotnet.ExitCode == 0, onDotnet.All);
        Assert.EndsWith("""
            104 words, 73 different
            the           17
            and            6
            is             4
            of             4
            begin          2

            """, onDotnet.Output, StringComparison.Ordinal);
        Succeeds(project.Publish("-o", "out"));
        string bundle = project.PathOf("out/litebox/North");
        Assert.EndsWith(project.Run(bundle).Output, onDotnet.Output, StringComparison.Ordinal);
        Assert.Equal(new CommandResult(1, "", "/none: errno 2\n"), project.Run(bundle, "/none"));
        Assert.InRange(new FileInfo(bundle).Length, 1, LargestSample);
    }

    [Fact]
    public void EveryCallDoesTheSameAsOnDotnet()
    {
        using var project = new ProjectFolder();
        WriteProgram(project, File.ReadAllText(Path.Combine(ProjectFolder.RepositoryRoot, "tests", "Sdk.Tests", "Programs", "Everything.cs")));
        project.Write("data/a.txt", "hello\n");
        Succeeds(project.Dotnet("build", "-c", "Release", "--nologo"));
        CommandResult onDotnet = WithInput(project, "dotnet run -c Release --no-build -- three");
        Assert.True(onDotnet.ExitCode == 7, onDotnet.All);
        Assert.Contains("\ndamaged                        0\ninput                          6\ntyped\n", onDotnet.Output, StringComparison.Ordinal);

        Succeeds(project.Publish("-o", "out"));
        Assert.Equal(onDotnet, WithInput(project, "out/litebox/Box three"));

        // The same with a collection after every call.
        byte[] bundle = File.ReadAllBytes(project.PathOf("out/litebox/Box"));
        Span<byte> policy = bundle.AsSpan(bundle.AsSpan().LastIndexOf("LBPOLICY"u8));
        policy = policy[..(int)BinaryPrimitives.ReadUInt64LittleEndian(policy[BundleFormat.LengthOffset..])];
        policy[BundleFormat.FlagsOffset] |= 1;
        ulong sum = BundleFormat.ChecksumStart;
        for (int at = 0; at < policy.Length; at += 8)
            sum = at == BundleFormat.ChecksumOffset ? sum : (sum ^ BinaryPrimitives.ReadUInt64LittleEndian(policy[at..])) * BundleFormat.ChecksumFactor;
        BinaryPrimitives.WriteUInt64LittleEndian(policy[BundleFormat.ChecksumOffset..], sum);
        File.WriteAllBytes(project.PathOf("out/litebox/Box"), bundle);
        Assert.Equal(onDotnet, WithInput(project, "out/litebox/Box three"));
    }

    [Fact]
    public void AMistakeInTheProgramStopsTheSandboxWithTheNamesOfItsFunctions()
    {
        using var project = new ProjectFolder();
        WriteProgram(project, """
            internal static class Program
            {
                private static int Main() => At(new int[Process.ArgumentCount], 5);

                [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
                private static int At(int[] values, int index) => values[index];
            }
            """);
        Succeeds(project.Publish("-o", "out"));
        CommandResult run = project.Run(project.PathOf("out/litebox/Box"));
        Assert.Equal(134, run.ExitCode);
        Assert.Contains("Program.At", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingChangedRunsNoStage()
    {
        using var project = new ProjectFolder();
        WriteProgram(project, "internal static class Program { private static int Main() => 0; }");
        Succeeds(project.Publish("-o", "out"));
        CommandResult second = project.Publish("-o", "out", "-v:detailed");
        Assert.Contains("Skipping target \"_LiteBoxBundle\"", second.Output, StringComparison.Ordinal);
        Assert.Contains("Skipping target \"CoreCompile\"", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LB0596", "north", "internal static class Program { private static void Main(string[] args) { } }")]
    [InlineData("CS0234", "north", "internal static class Program { private static int Main() => System.IO.File.Exists(\"x\") ? 1 : 0; }")]
    [InlineData("LB0809", "south", "internal static class Program { private static int Main() => 0; }")]
    public void WhatDoesNotExistOnNorthIsAnError(string code, string kind, string source)
    {
        using var project = new ProjectFolder();
        WriteProgram(project, source, kind);
        CommandResult publish = project.Publish("-o", "out");
        Assert.NotEqual(0, publish.ExitCode);
        Assert.Contains("error " + code + ":", publish.All, StringComparison.Ordinal);
        Assert.False(File.Exists(project.PathOf("out/litebox/Box")));
    }

    private static void WriteProgram(ProjectFolder project, string source, string kind = "north")
    {
        project.Write("Program.cs", source);
        project.Write("data/keep", "");
        project.Write("Box.csproj", $"""
            <Project Sdk="LiteBox.Sdk/{ProjectFolder.SdkVersion}">
              <PropertyGroup>
                <LiteBoxProgramKind>{kind}</LiteBoxProgramKind>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <LiteBoxFile Include="data" GuestPath="/data" />
                <LiteBoxEnvironment Include="COLOUR" Value="blue" />
                <LiteBoxArgument Include="one two" />
              </ItemGroup>
            </Project>
            """);
    }

    private static CommandResult WithInput(ProjectFolder project, string command) => project.Run("/bin/sh", "-c", "echo typed | " + command);

    private static void Succeeds(CommandResult result) => Assert.True(result.ExitCode == 0, result.All);
}
