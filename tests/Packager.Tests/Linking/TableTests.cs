using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Linking;
using Xunit;

namespace LiteBox.Packager.Tests.Linking;

public sealed class TableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(5000)]
    public void RelocationsSurviveEncoding(int span)
    {
        Random random = new(span);
        List<ulong> places = [.. Enumerable.Range(0, 2000).Select(_ => (ulong)random.Next(1, 2000 * span) * 8).Distinct().Order()];
        byte[] table = RelativeRelocations.Encode(places);
        Assert.Equal(places, RelativeRelocations.Decode(table));
    }

    [Fact]
    public void DenseRelocationsTakeABitEach() =>
        Assert.True(RelativeRelocations.Encode([.. Enumerable.Range(0, 630).Select(i => (ulong)i * 8)]).Length <= 11 * 8);

    [Fact]
    public void NamesSurviveEncoding()
    {
        (ulong, string)[] functions = [(0, "main"), (100, "LiteBox_North_LiteBox_North_Files_Path__Walk"), (100_000, "LiteBox_North_Path__Step"), (100_001, "x")];
        Assert.Equal(
            [(0ul, "main"), (100ul, "Path.Walk"), (100_000ul, "Path.Step"), (100_001ul, "x")],
            CompactSymbols.Decode(CompactSymbols.Encode(functions)));
    }

    [Fact]
    public void ManyNamesSurviveEncodingAndShrink()
    {
        Random random = new(7);
        string[] words = ["Read", "Write", "Open", "File", "Tree", "Table", "Path", "Memory", "Signal", "Timer"];
        List<(ulong Offset, string Name)> functions = [.. Enumerable.Range(0, 500).Select(i => ((ulong)i * 48,
            words[random.Next(10)] + words[random.Next(10)] + "." + words[random.Next(10)] + words[random.Next(10)]))];
        byte[] table = CompactSymbols.Encode(functions);
        Assert.Equal(functions, CompactSymbols.Decode(table));
        Assert.True(table.Length < functions.Sum(function => function.Name.Length) / 2);
    }

    [Fact]
    public void NoNamesAreNoTable() => Assert.Empty(CompactSymbols.Decode(CompactSymbols.Encode([])));

    [Theory]
    [InlineData("S_P_CoreLib_System_Array__Resize<System___Canon>", "Array.Resize")]
    [InlineData("S_P_CoreLib_System_Collections_Generic_List_1<System___Canon>__RemoveRange", "List_1.RemoveRange")]
    [InlineData("litebox_syscall", "litebox_syscall")]
    [InlineData("__security_cookie", "__security_cookie")]
    [InlineData("System_Private_CoreLib_System_String__Concat_1", "String.Concat_1")]
    public void NamesAreShort(string compiled, string shown) => Assert.Equal(shown, CompactSymbols.Shorten(compiled));
}
