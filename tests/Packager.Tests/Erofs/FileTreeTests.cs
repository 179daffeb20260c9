using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;
using Xunit;

namespace LiteBox.Packager.Tests.Erofs;

[UnsupportedOSPlatform("windows")]
public sealed class FileTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("erofs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ParentsAppearByThemselvesAndTheOrderIsThatOfBytes()
    {
        var tree = new FileTree();
        tree.AddFile("/b/x", Text("1"));
        tree.AddFile("/a\U0001F600", Text("2"));
        tree.AddFile("/a\uFF00", Text("3"));
        Assert.Equal(["/", "/a\uFF00", "/a\U0001F600", "/b", "/b/x"], tree.All().Select(n => n.Path));
    }

    [Fact]
    public void FileBelowLinkGoesWhereTheLinkLeads()
    {
        var tree = new FileTree();
        tree.AddSymbolicLink("/lib", "usr/lib");
        tree.AddFile("/lib/libc.so.6", Text("c"));
        Assert.Equal("/usr/lib/libc.so.6", tree.Find("/lib/libc.so.6")!.Path);
    }

    [Fact]
    public void LinkOverImpliedDirectoryMovesItsEntries()
    {
        var tree = new FileTree();
        tree.AddFile("/lib/libc.so.6", Text("c"));
        tree.AddFile("/usr/lib/libm.so.6", Text("m"));
        tree.AddSymbolicLink("/lib", "/usr/lib");
        Assert.Equal(["libc.so.6", "libm.so.6"], tree.Find("/usr/lib")!.Children.Select(n => n.Name));
        Assert.Equal(FileKind.SymbolicLink, tree.Find("/lib", followLast: false)!.Kind);
    }

    [Fact]
    public void SameFileTwiceIsOne()
    {
        var tree = new FileTree();
        FileNode first = tree.AddFile("/a", Text("same"));
        Assert.Same(first, tree.AddFile("/a", Text("same")));
        Assert.Equal("LB0201", Assert.Throws<LiteBoxException>(() => tree.AddFile("/a", Text("other"))).Code);
        Assert.Equal("other", Read(tree.AddFile("/a", Text("other"), replace: true)));
    }

    [Theory]
    [InlineData("relative", "LB0203")]
    [InlineData("/a/../b", "LB0203")]
    [InlineData("/", "LB0203")]
    [InlineData("/nul\0", "LB0203")]
    [InlineData("/file/below", "LB0204")]
    [InlineData("/directory", "LB0202")]
    [InlineData("/loop/x", "LB0205")]
    public void BadPathsAreErrors(string path, string code)
    {
        var tree = new FileTree();
        tree.AddFile("/file", Text("f"));
        tree.AddDirectory("/directory");
        tree.AddSymbolicLink("/loop", "loop");
        Assert.Equal(code, Assert.Throws<LiteBoxException>(() => tree.AddFile(path, Text("x"))).Code);
    }

    [Fact]
    public void HostTreeKeepsLinksAndModesAndLeavesOutPipes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        File.WriteAllText(Path.Combine(_folder, "sub", "run"), "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(_folder, "sub", "run"), (UnixFileMode)0x1ED);
        File.WriteAllText(Path.Combine(_folder, "empty"), "");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "sub/run");
        ErofsPrograms.Run("mkfifo", Path.Combine(_folder, "pipe"));

        var tree = new FileTree();
        HostTree.Add(tree, _folder, "/data");
        Assert.Equal(["empty", "link", "sub"], tree.Find("/data")!.Children.Select(n => n.Name));
        Assert.Equal(0x1ED, tree.Find("/data/link")!.Mode);
        Assert.Equal([Path.Combine(_folder, "pipe")], tree.Skipped);
    }

    [Fact]
    public void MissingHostFileIsNamed()
    {
        LiteBoxException e = Assert.Throws<LiteBoxException>(() => HostTree.Add(new FileTree(), _folder + "/none", "/x"));
        Assert.Equal("LB0206", e.Code);
        Assert.Equal(_folder + "/none", e.File);
    }

    private static FileContent Text(string text) => FileContent.FromBytes(Encoding.UTF8.GetBytes(text));

    private static string Read(FileNode node) => Encoding.UTF8.GetString(node.Content!.ReadAll().Span);
}
