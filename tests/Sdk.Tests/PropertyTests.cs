using System.IO;
using Xunit;

namespace LiteBox.Sdk.Tests;

/// <summary>Wrong properties and items end the publish with a code, before anything is built and without output.</summary>
public sealed class PropertyTests
{
    [Theory]
    [InlineData("<LiteBoxTrim>some</LiteBoxTrim>", "linux", "LB0804")]
    [InlineData("<LiteBoxOnTrimmed>ignore</LiteBoxOnTrimmed>", "linux", "LB0805")]
    [InlineData("<LiteBoxNetwork>internet</LiteBoxNetwork>", "linux", "LB0814")]
    [InlineData("", "sevsnp", "LB0803")]
    [InlineData("", "Linux2", "LB0802")]
    public void UnknownValuesAreErrors(string property, string target, string code)
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/true", property);
        CommandResult result = project.Publish("-p:LiteBoxTarget=" + target);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error " + code, result.All);
        Assert.Contains("Box.csproj", result.All);
        Assert.False(Directory.Exists(project.PathOf("bin")));
    }

    [Fact]
    public void AMissingProgramIsAnError()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/no/such/program");
        CommandResult result = project.Publish();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error LB0808", result.All);
    }

    [Theory]
    [InlineData("<LiteBoxFile Include='Box.csproj' />", "LB0810")]
    [InlineData("<LiteBoxFile Include='Box.csproj' GuestPath='relative' />", "LB0810")]
    [InlineData("<LiteBoxMount Include='relative' GuestPath='/data' />", "LB0811")]
    [InlineData("<LiteBoxMount Include='/data' GuestPath='/data' Writable='perhaps' />", "LB0812")]
    [InlineData("<LiteBoxListen Include='http' />", "LB0712")]
    [InlineData("<LiteBoxConnect Include='example.org:443' />", "LB0712")]
    [InlineData("<LiteBoxListen Include='8080' />", "LB0713")]
    [InlineData("<LiteBoxEnvironment Include='A=b' />", "LB0813")]
    public void MalformedItemsAreErrors(string item, string code)
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/true", items: item);
        CommandResult result = project.Publish("-o", "out");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error " + code, result.All);
        Assert.False(File.Exists(project.PathOf("out/litebox/Box")));
    }

    [Fact]
    public void ATraceFileForATargetThatHasNoneIsAnError()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("/bin/true", "<LiteBoxTraceFile>trace.log</LiteBoxTraceFile>");
        CommandResult result = project.Publish("-o", "out", "-p:LiteBoxTarget=kvm");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error LB0714", result.All);
        Assert.False(File.Exists(project.PathOf("out/litebox/Box")));
    }

    [Fact]
    public void ACorruptProgramIsAnErrorAndLeavesNothing()
    {
        using var project = new ProjectFolder();
        project.WriteWrapper("broken");
        project.Write("broken", "\u007fELF and then nothing of the kind");
        CommandResult result = project.Publish("-o", "out");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Matches("broken.*: error LB01\\d\\d", result.All);
        Assert.False(Directory.Exists(project.PathOf("out/litebox")));
    }

    [Fact]
    public void AnotherRuntimeIdentifierIsAnError()
    {
        using var project = new ProjectFolder();
        project.Write("Box.csproj", $"""
            <Project Sdk="LiteBox.Sdk/{ProjectFolder.SdkVersion}">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        CommandResult result = project.Dotnet("msbuild", "-t:PrepareForBuild", "-p:LiteBoxTarget=linux", "-p:RuntimeIdentifier=win-x64", "-nologo");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error LB0806", result.All);
    }
}
