using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Compiling;
using Xunit;

namespace LiteBox.Packager.Tests.Compiling;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("write,exit_group", "Guest")]
    [InlineData("clone3", "Guest,Processes,SharedMemory,Threads")]
    [InlineData("mmap,ftruncate", "Guest,SharedMemory")]
    [InlineData("mmap,munmap", "Guest")]
    [InlineData("rt_sigaction,timer_create", "Guest,SignalHandlers,Timers")]
    public void FollowFromTheCalls(string calls, string expected) =>
        Assert.Equal(expected, string.Join(',', Capabilities.Needed(calls.Split(',').ToHashSet(), DirectoryGrants.None).Order()));

    [Fact]
    public void WhatIsLoadedLaterMayShareMemory() =>
        Assert.Contains("SharedMemory", Capabilities.Needed(new HashSet<string> { "mmap" }, DirectoryGrants.None, isDynamic: true));

    [Fact]
    public void EachIsAFeatureSwitch()
    {
        FeatureSet features = FeatureSet.OfSyscalls(["execve", "write"], new HashSet<string> { "execve" }, DirectoryGrants.None);
        Assert.Equal(Capabilities.All.ToDictionary(name => FeatureSet.CapabilityPrefix + name, name => name is "Execution" or "Guest"),
            features.Switches.Where(entry => entry.Key.StartsWith(FeatureSet.CapabilityPrefix)).ToDictionary());
    }
}
