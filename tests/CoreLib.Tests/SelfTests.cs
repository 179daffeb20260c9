using System;
using Xunit;

namespace LiteBox.CoreLib.Tests;

/// <summary>The core library on its own, without .NET beneath it.</summary>
public sealed class SelfTests(SelfTestImage image) : IClassFixture<SelfTestImage>
{
    private static readonly string[] s_groups =
    [
        "objects", "interfaces", "delegates", "generics", "statics", "arrays", "spans", "text", "numbers", "collections", "collector",
    ];

    [Theory]
    [InlineData("normal")]
    [InlineData("stress")]
    public void EveryGroupPasses(string mode)
    {
        (int status, string output, string errors) = image.Run(mode);
        Assert.Equal("", errors);
        Assert.Equal(Array.ConvertAll(s_groups, group => "ok " + group), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, status);
    }

    [Fact]
    public void ABoundsFailureIsAPanicWithItsPlace()
    {
        (int status, string output, string errors) = image.Run("panic");
        Assert.Equal(134, status);
        Assert.Equal("", output);
        Assert.StartsWith("litebox: panic: index out of range at Panics.IndexOutOfRange+0x", errors, StringComparison.Ordinal);
        Assert.Contains("\n    Program.Start+0x", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongCastIsAPanicWithItsPlace()
    {
        (int status, _, string errors) = image.Run("cast");
        Assert.Equal(134, status);
        Assert.StartsWith("litebox: panic: invalid cast at ", errors, StringComparison.Ordinal);
        Assert.Contains("Panics.InvalidCast+0x", errors, StringComparison.Ordinal);
    }
}
