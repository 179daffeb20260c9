using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Diagnostics;
using Xunit;

namespace LiteBox.CoreLib.Tests;

/// <summary>What ilc makes of feature switches, and what the compiler does with failures.</summary>
public sealed class CompilerTests : IDisposable
{
    private const string Switch = "LiteBox.CoreLib.SelfTest.Switchable";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("litebox-compiler-");
    private readonly IlcCompiler _compiler = new(Freestanding.CompilerPath);

    [Fact]
    public void ASwitchThatIsOffRemovesTheCodeBehindIt()
    {
        byte[] whole = _compiler.Compile(Freestanding.Request(Freestanding.SelfTest), CancellationToken.None);
        byte[] trimmed = _compiler.Compile(
            Freestanding.Request(Freestanding.SelfTest, KeyValuePair.Create(Switch, false)), CancellationToken.None);
        Assert.True(HasSymbol(whole, "Switchable__Handle"));
        Assert.True(HasSymbol(whole, "Switchable__OnlyReachedByHandle"));
        Assert.False(HasSymbol(trimmed, "Switchable__Handle"));
        Assert.False(HasSymbol(trimmed, "Switchable__OnlyReachedByHandle"));
        Assert.True(trimmed.Length < whole.Length);
    }

    [Fact]
    public void TheSameInputGivesTheSameBytes()
    {
        byte[] first = _compiler.Compile(Freestanding.Request(Freestanding.SelfTest), CancellationToken.None);
        string copy = Path.Combine(_folder.CreateSubdirectory("elsewhere").FullName, Path.GetFileName(Freestanding.SelfTest));
        File.Copy(Freestanding.SelfTest, copy);
        byte[] second = _compiler.Compile(Freestanding.Request(copy), CancellationToken.None);
        Assert.True(first.AsSpan().SequenceEqual(second));
    }

    [Fact]
    public void WhatWasCompiledIsNotCompiledAgain()
    {
        CompilationCache cache = new(_compiler, Path.Combine(_folder.FullName, "cache"));
        byte[] first = cache.GetOrCompile(Freestanding.Request(Freestanding.SelfTest), out bool compiled, CancellationToken.None);
        Assert.True(compiled);
        byte[] second = cache.GetOrCompile(Freestanding.Request(Freestanding.SelfTest), out compiled, CancellationToken.None);
        Assert.False(compiled);
        Assert.Equal(first, second);
    }

    [Fact]
    public void TheKeyDependsOnEverything()
    {
        string other = Path.Combine(_folder.FullName, "other.dll");
        File.WriteAllBytes(other, [1, 2, 3]);
        string[] keys =
        [
            CompilationCache.KeyOf(Freestanding.Request(Freestanding.SelfTest), "1"),
            CompilationCache.KeyOf(Freestanding.Request(Freestanding.SelfTest), "2"),
            CompilationCache.KeyOf(Freestanding.Request(other), "1"),
            CompilationCache.KeyOf(Freestanding.Request(Freestanding.SelfTest, KeyValuePair.Create(Switch, false)), "1"),
            CompilationCache.KeyOf(Freestanding.Request(Freestanding.SelfTest, KeyValuePair.Create(Switch, true)), "1"),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void AChangedCompilerIsAnother()
    {
        DirectoryInfo tools = _folder.CreateSubdirectory("tools");
        string path = Path.Combine(tools.FullName, "ilc"), part = Path.Combine(tools.FullName, "libjit.so");
        var compiler = new IlcCompiler(path);
        Assert.Equal("LB0501", Assert.Throws<LiteBoxException>(compiler.ReadIdentity).Code);
        File.WriteAllText(path, "one");
        string first = compiler.ReadIdentity();
        Assert.Equal(first, compiler.ReadIdentity());
        File.WriteAllText(part, "a part of it");
        string second = compiler.ReadIdentity();
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        Assert.Equal(3, new[] { first, second, compiler.ReadIdentity() }.Distinct().Count());
    }

    [Fact]
    public void AMissingCompilerIsReported()
    {
        var e = Assert.Throws<LiteBoxException>(() => new IlcCompiler(Path.Combine(_folder.FullName, "ilc"))
            .Compile(Freestanding.Request(Freestanding.SelfTest), CancellationToken.None));
        Assert.Equal("LB0501", e.Code);
    }

    [Fact]
    public void AMissingAssemblyIsReported()
    {
        var e = Assert.Throws<LiteBoxException>(
            () => _compiler.Compile(Freestanding.Request(Path.Combine(_folder.FullName, "none.dll")), CancellationToken.None));
        Assert.Equal("LB0503", e.Code);
        Assert.EndsWith("none.dll", e.File, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIlcSaysIsReported()
    {
        string broken = Path.Combine(_folder.FullName, "broken.dll");
        File.WriteAllText(broken, "no assembly");
        var e = Assert.Throws<LiteBoxException>(() => _compiler.Compile(Freestanding.Request(broken), CancellationToken.None));
        Assert.Equal("LB0502", e.Code);
        Assert.Contains("Error: ", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ACancelledCompilationStops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _compiler.Compile(Freestanding.Request(Freestanding.SelfTest), source.Token));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static bool HasSymbol(byte[] file, string end) => file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(end + "\0")) >= 0;
}
