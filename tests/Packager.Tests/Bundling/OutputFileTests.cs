using System;
using System.IO;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public sealed class OutputFileTests
{
    [Fact]
    public void TheFileAppearsWholeWithItsFolders()
    {
        using var folder = new TemporaryFolder();
        OutputFile.Write(folder.File("a/b/out"), executable: true, path => File.WriteAllText(path, "content"));
        Assert.Equal("content", File.ReadAllText(folder.File("a/b/out")));
        Assert.Single(Directory.GetFileSystemEntries(folder.File("a/b")));
        if (!OperatingSystem.IsWindows())
            Assert.True(File.GetUnixFileMode(folder.File("a/b/out")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("out"), "old");
        Assert.Throws<OperationCanceledException>(() => OutputFile.Write(folder.File("out"), executable: false, path =>
        {
            File.WriteAllText(path, "partial");
            throw new OperationCanceledException();
        }));
        Assert.Equal("old", File.ReadAllText(folder.File("out")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AFolderThatCannotBeIsLB0701()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        foreach (string path in new[] { folder.File("file/out"), folder.Path, "/proc/nowhere/out" })
        {
            var failure = Assert.Throws<LiteBoxException>(() => OutputFile.WriteText(path, "x"));
            Assert.Equal("LB0701", failure.Code);
            Assert.Equal(path, failure.File);
        }
    }
}
