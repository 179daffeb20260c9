using System;
using System.Collections.Generic;
using LiteBox.Packager.Compiling;
using Xunit;

namespace LiteBox.CoreLib.Tests;

/// <summary>Sets of feature switches.</summary>
public sealed class FeatureSetTests
{
    [Fact]
    public void OrderDoesNotMatter()
    {
        FeatureSet left = new([KeyValuePair.Create("b", true), KeyValuePair.Create("a", false)]);
        FeatureSet right = new([KeyValuePair.Create("a", false), KeyValuePair.Create("b", true)]);
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.Equal("a=false\nb=true\n", left.CanonicalText);
    }

    [Fact]
    public void SyscallsThatAreNotKeptAreOff()
    {
        FeatureSet set = FeatureSet.OfSyscalls(["read", "write"], new HashSet<string> { "write" }, DirectoryGrants.None);
        Assert.EndsWith("LiteBox.Syscall.read=false\nLiteBox.Syscall.write=true\n", set.CanonicalText);
    }

    [Theory]
    [InlineData(DirectoryGrants.None, "HostDirectories=false", "WritableHostDirectories=false")]
    [InlineData(DirectoryGrants.ReadOnly, "HostDirectories=true", "WritableHostDirectories=false")]
    [InlineData(DirectoryGrants.Writable, "HostDirectories=true", "WritableHostDirectories=true")]
    public void GrantsTurnOnWhatTheyNeed(DirectoryGrants grants, params string[] expected)
    {
        FeatureSet set = FeatureSet.OfSyscalls(["read"], new HashSet<string>(), grants);
        foreach (string line in expected)
            Assert.Contains("LiteBox.Capability." + line + "\n", set.CanonicalText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a=true")]
    [InlineData("a\n--feature:b")]
    public void OddNamesAreRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new FeatureSet([KeyValuePair.Create(name, true)]));
}
