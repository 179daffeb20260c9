using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;
using LiteBox.Packager.Rewriting;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public sealed class RootRewriterTests
{
    [Fact]
    public void TheCacheGivesTheSameBytesAndReports()
    {
        using var folder = new TemporaryFolder();
        (string hash, string reports) = Rewrite(folder.Path, expectCached: false);
        Assert.Equal((hash, reports), Rewrite(folder.Path, expectCached: true));

        // One damaged entry is made again.
        string entry = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Single();
        byte[] content = File.ReadAllBytes(entry);
        content[^1] ^= 1;
        File.WriteAllBytes(entry, content);
        Assert.Equal((hash, reports), Rewrite(folder.Path, expectCached: false));
    }

    [Fact]
    public void OtherFilesStayAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        FileContent text = FileContent.FromBytes("#!/bin/sh"u8.ToArray()), shortFile = FileContent.FromBytes(new byte[] { 0x7F });
        FileNode script = tree.AddFile("/script", text), tiny = tree.AddFile("/tiny", shortFile);
        Assert.Empty(new RootRewriter(new RewriteOptions(), folder.Path).Rewrite(tree, CancellationToken.None, out _));
        Assert.Same(text, script.Content);
        Assert.Same(shortFile, tiny.Content);
    }

    [Theory]
    [InlineData(183, 3, 2)]
    [InlineData(0, 3, 2)]
    [InlineData(3, 3, 1)]
    [InlineData(62, 4, 2)]
    public void WhatTheProcessorCannotRunIsData(ushort machine, byte type, byte width)
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.AddFile("/library", FileContent.FromBytes(Header(machine, type, width)));
        Assert.Empty(new RootRewriter(new RewriteOptions(), folder.Path).Rewrite(tree, CancellationToken.None, out _));
    }

    [Fact]
    public void TheFirstBadFileIsReported()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.AddFile("/a", FileContent.FromBytes(Header(machine: 62)));
        tree.AddFile("/b", FileContent.FromBytes(Header(machine: 62)));
        var failure = Assert.Throws<LiteBoxException>(() =>
            new RootRewriter(new RewriteOptions(), folder.Path).Rewrite(tree, CancellationToken.None, out _));
        Assert.Equal("/a", failure.File);
    }

    [Fact]
    public void CancellingEndsTheWork()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.AddFile("/a", FileContent.FromBytes(Header(machine: 62)));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new RootRewriter(new RewriteOptions(), folder.Path).Rewrite(tree, new CancellationToken(canceled: true), out _));
    }

    private static (string Hash, string Reports) Rewrite(string cache, bool expectCached)
    {
        var tree = new FileTree();
        FileNode file = tree.AddFile("/lib/libc.so.6", FileContent.FromFile("/lib/x86_64-linux-gnu/libc.so.6"));
        string reports = string.Join('\n', new RootRewriter(new RewriteOptions(), cache).Rewrite(tree, CancellationToken.None, out bool cached)
            .SelectMany(report => report.Sites.Select(site => site.ToString()).Prepend(report.ToString())));
        Assert.Equal(expectCached, cached);
        Assert.Contains("/lib/libc.so.6: ", reports, StringComparison.Ordinal);
        return (Convert.ToHexString(SHA256.HashData(file.Content!.ReadAll().Span)), reports);
    }

    // The start of an ELF file, and no more.
    private static byte[] Header(ushort machine, byte type = 3, byte width = 2) =>
        [0x7F, (byte)'E', (byte)'L', (byte)'F', width, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, type, 0, (byte)machine, (byte)(machine >> 8)];
}
