using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Compiling;
using Xunit;

namespace LiteBox.Packager.Tests.Compiling;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("write,exit_group", "Guest")]
    [InlineData("write,stat", "FileNames,Guest,ProcessFiles,SystemFiles")]
    [InlineData("clone3", "FileChanges,FileNames,Guest,Processes,ProcessFiles,SharedMemory,SystemFiles,Threads")]
    [InlineData("mmap,ftruncate", "FileChanges,FileNames,Guest,ProcessFiles,SharedMemory")]
    [InlineData("mmap,munmap", "Guest")]
    [InlineData("rt_sigaction,timer_create", "FileChanges,FileNames,Guest,ProcessFiles,SignalHandlers,Timers")]
    public void FollowFromTheCalls(string calls, string expected) =>
        Assert.Equal(expected, string.Join(',', Capabilities.Needed(calls.Split(',').ToHashSet(), DirectoryGrants.None).Order()));

    [Theory]
    [InlineData("fcntl", 1, "1,3", "Guest")]
    [InlineData("fcntl", 1, "1,6", "FileLocks,Guest")]
    [InlineData("fcntl", 1, "8", "FileSignals,Guest")]
    [InlineData("fcntl", 1, null, "FileLocks,FileSignals,Guest")]
    [InlineData("fcntl,flock", 1, "1", "FileChanges,FileLocks,FileNames,Guest,ProcessFiles")]
    [InlineData("futex", 1, "128,129", "Guest")]
    [InlineData("futex", 1, "129,132", "FutexMoves,Guest")]
    [InlineData("mremap", 3, "1", "Guest")]
    [InlineData("mremap", 3, "1,3", "FixedRemap,Guest")]
    [InlineData("openat", 2, "524288,0", "FileNames,Guest,ProcessFiles")]
    [InlineData("rt_sigaction", 1, "0", "Guest")]
    [InlineData("rt_sigaction", 1, "0,4096", "Guest,SignalHandlers")]
    [InlineData("openat", 2, "577", "FileChanges,FileNames,Guest,ProcessFiles")]
    [InlineData("openat", 2, "4259842", "FileChanges,FileNames,Guest,ProcessFiles,UnnamedFiles")]
    [InlineData("mmap,ftruncate", 3, "2,34", "FileChanges,FileNames,Guest,ProcessFiles")]
    [InlineData("mmap,ftruncate", 3, "1", "FileChanges,FileNames,Guest,ProcessFiles,SharedMemory")]
    [InlineData("mmap", 3, "33", "Guest,SharedMemory")]
    public void FollowFromArguments(string calls, int position, string? values, string expected) =>
        Assert.Equal(expected, string.Join(',', Capabilities.Needed(calls.Split(',').ToHashSet(), DirectoryGrants.None,
            arguments: (_, asked) => asked == position ? values?.Split(',').Select(uint.Parse).ToHashSet() : null).Order()));

    [Theory]
    [InlineData("socketpair", NetworkMode.Host, "Sockets")]
    [InlineData("socket", NetworkMode.None, "Sockets")]
    [InlineData("socket", NetworkMode.Loopback, "InternetSockets,Sockets")]
    [InlineData("socket", NetworkMode.Host, "HostSockets,InternetSockets,Sockets")]
    [InlineData("read", NetworkMode.Host, "")]
    public void FollowFromTheNetwork(string call, NetworkMode network, string expected) =>
        Assert.Equal(expected, string.Join(',', Capabilities.Needed(new HashSet<string> { call }, DirectoryGrants.None, network)
            .Where(name => name.EndsWith("Sockets")).Order()));

    [Theory]
    [InlineData("/dev/null", false)]
    [InlineData("/dev/null,/dev/full", false)]
    [InlineData("/dev/null,/proc/self/maps", true)]
    [InlineData("data", true)]
    [InlineData(null, true)]
    public void WhoOpensOnlyDevicesNamesNoFiles(string? paths, bool expected) =>
        Assert.Equal(expected, Capabilities.Needed(new HashSet<string> { "open" }, DirectoryGrants.None,
            texts: (_, position) => position == 0 ? paths?.Split(',').ToHashSet() : null).Contains("FileNames"));

    [Theory]
    [InlineData("/proc/self/maps,/etc/passwd,*/LC_*,..", false)]
    [InlineData("/proc/self/status", true)]
    [InlineData("/sys/block", true)]
    [InlineData("/etc/../proc/version", true)]
    [InlineData("//proc/version", true)]
    [InlineData("/dev/stdin", true)]
    [InlineData("proc/version", true)]
    [InlineData("/", false)]
    [InlineData(null, true)]
    public void WhoOpensOnlyWhatLibrariesOpenNeedsNoMoreOfProc(string? paths, bool expected) =>
        Assert.Equal(expected, Capabilities.Needed(new HashSet<string> { "openat", "read" }, DirectoryGrants.None,
            texts: (_, position) => position == 1 ? paths?.Split(',').ToHashSet() : null).Contains("ProcessFiles"));

    [Theory]
    [InlineData("chdir", DirectoryGrants.None)]
    [InlineData("getcwd", DirectoryGrants.ReadOnly)]
    public void OtherNamesMayLeadIntoProc(string call, DirectoryGrants grants) =>
        Assert.Contains("ProcessFiles", Capabilities.Needed(new HashSet<string> { "openat", call }, grants,
            texts: (_, _) => new HashSet<string> { "/etc/passwd" }));

    [Fact]
    public void WhatIsLoadedLaterMayShareMemory() =>
        Assert.Contains("SharedMemory", Capabilities.Needed(new HashSet<string> { "mmap" }, DirectoryGrants.None, isDynamic: true));

    [Fact]
    public void EachIsAFeatureSwitch()
    {
        FeatureSet features = FeatureSet.OfSyscalls(["execve", "write"], new HashSet<string> { "execve" }, DirectoryGrants.None);
        Assert.Equal(Capabilities.All.ToDictionary(name => FeatureSet.CapabilityPrefix + name, name => name is "Execution" or "FileChanges" or "FileNames" or "Guest" or "ProcessFiles" or "SystemFiles" or "Terminals"),
            features.Switches.Where(entry => entry.Key.StartsWith(FeatureSet.CapabilityPrefix)).ToDictionary());
    }
}
