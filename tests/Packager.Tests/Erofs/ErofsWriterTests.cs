using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;
using Xunit;

namespace LiteBox.Packager.Tests.Erofs;

[UnsupportedOSPlatform("windows")]
public sealed class ErofsWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("erofs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReferenceToolExtractsWhatWasWritten()
    {
        FileTree tree = Mixed();
        string extracted = Extract(tree);
        foreach (FileNode node in tree.All())
        {
            string path = extracted + node.Path;
            switch (node.Kind)
            {
                case FileKind.Directory:
                    Assert.Equal(node.Children.Select(c => c.Name).Order(StringComparer.Ordinal),
                        new DirectoryInfo(path).EnumerateFileSystemInfos().Select(i => i.Name).Order(StringComparer.Ordinal));
                    break;
                case FileKind.SymbolicLink:
                    Assert.Equal(node.Target, new FileInfo(path).LinkTarget);
                    break;
                default:
                    Assert.True(node.Content!.ReadAll().Span.SequenceEqual(File.ReadAllBytes(path)), node.Path);
                    Assert.Equal(node.Mode, (int)File.GetUnixFileMode(path));
                    break;
            }
        }
    }

    [Fact]
    public void EmptyTreeIsValid() => Extract(new FileTree());

    [Fact]
    public void LargeDirectoryIsValid()
    {
        var tree = new FileTree();
        for (int i = 0; i < 10_000; i++)
            tree.AddFile($"/many/entry-{i * 7919 % 10_000}", FileContent.FromBytes(Encoding.UTF8.GetBytes($"{i}")));
        string extracted = Extract(tree);
        Assert.Equal(10_000, Directory.GetFiles(extracted + "/many").Length);
        Assert.Equal("1", File.ReadAllText(extracted + "/many/entry-7919"));
    }

    [Fact]
    public void SameTreeGivesSameBytesInAnyOrder()
    {
        var one = new FileTree();
        one.AddFile("/a", Bytes(1, 5000));
        one.AddFile("/b/c", Bytes(2, 10));
        var two = new FileTree();
        two.AddFile("/b/c", Bytes(2, 10));
        two.AddFile("/a", Bytes(1, 5000));
        Assert.Equal(Image(one), Image(two));
    }

    [Fact]
    public void SameBytesAreStoredOnce()
    {
        var tree = new FileTree();
        FileContent content = Bytes(3, 1 << 20);
        for (int i = 0; i < 8; i++)
            tree.AddFile($"/copy{i}", FileContent.FromBytes(content.ReadAll().ToArray()));
        Assert.InRange(Image(tree).Length, 1 << 20, (1 << 20) + (4 * 4096));
        Extract(tree);
    }

    [Fact]
    public void SharedObjectsKeepTheirLastPageInABlock()
    {
        var tree = new FileTree();
        tree.AddFile("/lib/x.so.1", Bytes(4, 4096 + 10));
        byte[] image = Image(tree);
        int at = image.AsSpan().IndexOf(tree.Find("/lib/x.so.1")!.Content!.ReadAll().Span);
        Assert.Equal(0, at % 4096);
        Assert.True(at > 0);
    }

    [Fact]
    public void FileBeyondFourGigabytesHasTheExtendedInode()
    {
        var tree = new FileTree();
        tree.AddFile("/small", Bytes(5, 10));
        tree.AddFile("/huge", new Zeros((5L << 30) + 1));
        using FileStream stream = File.Create(Path.Combine(_folder, "huge.erofs"), 1, FileOptions.None);
        using var sparse = new SparseStream(stream);
        ErofsWriter.Write(tree, sparse);
        sparse.Flush();
        Assert.Contains("Size: 5368709121", ErofsPrograms.Run("dump.erofs", "--path=/huge", stream.Name));
    }

    [Fact]
    public void ChangedFileIsAnError()
    {
        string path = Path.Combine(_folder, "changing");
        File.WriteAllText(path, "one");
        var tree = new FileTree();
        HostTree.Add(tree, path, "/changing");
        File.WriteAllText(path, "longer");
        Assert.Equal("LB0207", Assert.Throws<LiteBoxException>(() => ErofsWriter.Write(tree, Stream.Null)).Code);
    }

    [Fact]
    public void RandomTreesAreValid()
    {
        var random = new Random(20);
        for (int round = 0; round < 6; round++)
        {
            var tree = new FileTree();
            for (int i = 0; i < 150; i++)
            {
                string path = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => "/" + new string((char)('a' + random.Next(4)), random.Next(1, 250))));
                try
                {
                    switch (random.Next(4))
                    {
                        case 0: tree.AddSymbolicLink(path, new string('x', random.Next(1, 4096))); break;
                        case 1: tree.AddDirectory(path); break;
                        default: tree.AddFile(path, Bytes(i, random.Next(4) == 0 ? random.Next(20_000) : 4096 + random.Next(-3000, 3000)), random.Next(2) == 0 ? 0x1ED : 0x1A4); break;
                    }
                }
                catch (LiteBoxException)
                {
                    // The random path was taken or led through a link: the tree stays as it was.
                }
            }
            Fsck(tree);
        }
    }

    private static FileTree Mixed()
    {
        var tree = new FileTree();
        int[] sizes = [0, 1, 31, 32, 2047, 2048, 2049, 4064, 4095, 4096, 4097, 8191, 8192, 100_000];
        foreach (int size in sizes)
        {
            tree.AddFile($"/plain/{size}", Bytes(size, size));
            tree.AddFile($"/executable/{size}", Bytes(size, size), 0x1ED);
        }
        tree.AddFile("/" + new string('n', 255), Bytes(7, 7), 0x100);
        tree.AddFile("/!before-dot", Bytes(8, 8));
        tree.AddFile("/-between", Bytes(8, 9));
        tree.AddFile("/.hidden", Bytes(8, 10));
        tree.AddFile("/ünïcödé", Bytes(8, 11));
        tree.AddDirectory("/empty", 0x1C0);
        tree.AddSymbolicLink("/link", "plain/4096");
        tree.AddSymbolicLink("/long-link", new string('l', 4095));
        tree.AddSymbolicLink("/dangling", "/no/where");
        return tree;
    }

    private static FileContent Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return FileContent.FromBytes(bytes);
    }

    private static byte[] Image(FileTree tree)
    {
        var stream = new MemoryStream();
        Assert.Equal(ErofsWriter.Write(tree, stream), stream.Length);
        return stream.ToArray();
    }

    private string Fsck(FileTree tree)
    {
        string image = Path.Combine(_folder, Guid.NewGuid() + ".erofs");
        File.WriteAllBytes(image, Image(tree));
        ErofsPrograms.Run("fsck.erofs", image);
        return image;
    }

    private string Extract(FileTree tree)
    {
        string image = Fsck(tree);
        string target = image + ".out";
        ErofsPrograms.Run("fsck.erofs", "--extract=" + target, "--preserve-perms", image);
        return target;
    }
}
