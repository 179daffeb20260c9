using System;
using System.Linq;
using LiteBox.Packager.Elf;
using Xunit;

namespace LiteBox.Packager.Tests.Elf;

/// <summary>What <see cref="ElfSharedObject"/> writes is what the reader understands; that loaders do too, end-to-end tests show.</summary>
public sealed class ElfSharedObjectTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("LINUX_2.6", 0)]
    [InlineData(null, 520)]
    [InlineData("VERSION", 520)]
    public void Functions_are_where_they_were_put(string? version, int dataSize)
    {
        string[] names = ["first", "a_second_one", "third"];
        ElfSharedObject shared = new("libsmall.so", names, version);
        int[] addresses = [shared.TextAddress, shared.TextAddress + 3, shared.TextAddress + 8];
        ElfFile file = ElfFile.Read(shared.Write([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], addresses, dataSize), "small");

        Assert.Equal(ElfType.Shared, file.Header.Type);
        Assert.Equal(names, file.DynamicSymbols.Where(s => s.IsDefined).Select(s => s.Name));
        Assert.Equal(addresses.Select(a => (ulong)a), file.DynamicSymbols.Where(s => s.IsDefined).Select(s => s.Value));
        Assert.All(file.LoadSegments, s => Assert.Equal(s.Offset % 4096, s.Address % 4096));
        Assert.DoesNotContain(file.LoadSegments, s => (s.Flags & ElfSegmentFlags.Write) != 0 && (s.Flags & ElfSegmentFlags.Execute) != 0);
        Assert.Equal(dataSize == 0 ? 1 : 2, file.LoadSegments.Count());
        Assert.Empty(file.Dynamic.Needed);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes() => Assert.Equal(Write(), Write());

    private static byte[] Write()
    {
        ElfSharedObject shared = new("a.so", ["f"], "V");
        return shared.Write([0xC3], [shared.TextAddress], 0);
    }
}
