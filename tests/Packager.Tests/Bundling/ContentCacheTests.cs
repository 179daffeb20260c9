using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiteBox.Packager.Bundling;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public sealed class ContentCacheTests
{
    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path);
        Assert.Null(cache.TryRead("key"));
        cache.Write("key", "content"u8);
        Assert.Equal("content"u8, cache.TryRead("key")!);
        cache.Write("empty", []);
        Assert.Equal([], cache.TryRead("empty")!);
    }

    [Fact]
    public void EveryDamagedEntryIsFoundOut()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path);
        cache.Write("key", "content"u8);
        byte[] whole = File.ReadAllBytes(folder.File("key"));
        for (int index = 0; index < whole.Length; index++)
        {
            byte[] damaged = [.. whole];
            damaged[index] ^= 1;
            File.WriteAllBytes(folder.File("key"), damaged);
            Assert.Null(cache.TryRead("key"));
            File.WriteAllBytes(folder.File("key"), whole[..index]);
            Assert.Null(cache.TryRead("key"));
        }
    }

    [Fact]
    public void ParallelWritersLeaveOneWholeEntry()
    {
        using var folder = new TemporaryFolder();
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(number => (byte)number)];
        Parallel.For(0, 16, _ =>
        {
            var cache = new ContentCache(folder.Path);
            cache.Write("key", content);
            Assert.Equal(content, cache.TryRead("key"));
        });
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsNoError()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var cache = new ContentCache(folder.File("file"));
        cache.Write("key", "content"u8);
        Assert.Null(cache.TryRead("key"));
    }
}
