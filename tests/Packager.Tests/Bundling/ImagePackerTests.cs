using System;
using System.IO;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public sealed class ImagePackerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Output => Path.Combine(_folder, "bundle");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // An ELF header, two program headers, the second without a type, and the policy word.
    private static byte[] Image()
    {
        byte[] image = new byte[8192];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F' }.CopyTo(image, 0);
        image[56] = 2;
        image[64] = 1;
        BitConverter.TryWriteBytes(image.AsSpan(64 + 56 + 16), 0x20000ul);
        return image;
    }

    private static BundlePolicy Policy() => new()
    {
        Program = "/usr/bin/prógram",
        Arguments = ["program", "", "two words"],
        Environment = [new EnvironmentVariable("A", "b=c"), new EnvironmentVariable("EMPTY", "")],
        Mounts = [new BundleMount("/srv/data", "/data", true)],
        WorkingDirectory = "/data",
        OnTrimmed = OnTrimmed.Kill,
        SyscallsKept = [0, 1, 231],
        HostName = "box",
        CollectAlways = true,
        AppendHostArguments = false,
        Trace = true,
        TraceFile = "/var/log/prógram.trace",
        Seccomp = [1, 2, 3, 4, 5, 6, 7, 8],
        SeccompPatches = [9, 0, 0, 0, 1, 0, 0, 0],
        HostCalls = "1 write\n",
    };

    [Fact]
    public void WhatIsPackedIsRead()
    {
        ImagePacker.Pack(Image(), Policy(), root => root.Write(new byte[5000]), Output);
        BundleReader bundle = BundleReader.Read(Output);
        BundlePolicy expected = Policy();
        Assert.Equal(expected.Program, bundle.Policy.Program);
        Assert.Equal(expected.Arguments, bundle.Policy.Arguments);
        Assert.Equal(expected.Environment, bundle.Policy.Environment);
        Assert.Equal(expected.Mounts, bundle.Policy.Mounts);
        Assert.Equal(expected.WorkingDirectory, bundle.Policy.WorkingDirectory);
        Assert.Equal(expected.OnTrimmed, bundle.Policy.OnTrimmed);
        Assert.Equal(expected.SyscallsKept, bundle.Policy.SyscallsKept);
        Assert.Equal(expected.HostName, bundle.Policy.HostName);
        Assert.True(bundle.Policy.CollectAlways);
        Assert.False(bundle.Policy.AppendHostArguments);
        Assert.True(bundle.Policy.Trace);
        Assert.Equal(expected.TraceFile, bundle.Policy.TraceFile);
        Assert.Equal(expected.Seccomp, bundle.Policy.Seccomp);
        Assert.Equal(expected.SeccompPatches, bundle.Policy.SeccompPatches);
        Assert.Equal(expected.HostCalls, bundle.Policy.HostCalls);
        Assert.Equal(8192, bundle.ImageBytes);
        Assert.Equal(0, bundle.RootOffset % 4096);
        Assert.Equal(8192, bundle.RootBytes);
    }

    [Fact]
    public void AFailureLeavesNothingBehind()
    {
        Assert.Throws<InvalidOperationException>(() =>
            ImagePacker.Pack(Image(), Policy(), static _ => throw new InvalidOperationException(), Output));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void AZeroByteIsRefused() => Assert.Equal("LB0703", Assert.Throws<LiteBoxException>(() =>
        ImagePacker.Pack(Image(), new BundlePolicy { Program = "/a\0b" }, static _ => { }, Output)).Code);

    [Fact]
    public void AnImageWithoutRoomIsRefused() => Assert.Equal("LB0702", Assert.Throws<LiteBoxException>(() =>
        ImagePacker.Pack(new byte[4096], Policy(), static _ => { }, Output)).Code);

    [Fact]
    public void DamagedBundlesAreRefusedOrRead()
    {
        ImagePacker.Pack(Image(), Policy(), root => root.Write(new byte[4096]), Output);
        byte[] good = File.ReadAllBytes(Output);
        Random random = new(99);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bad = good.AsSpan(0, i % 3 == 0 ? random.Next(good.Length) : good.Length).ToArray();
            for (int j = random.Next(1, 5); j > 0 && bad.Length != 0; j--)
            {
                int at = random.Next(2) == 0 ? random.Next(bad.Length) : Math.Min(bad.Length - 1, 8192 + random.Next(512));
                bad[at] = (byte)random.Next(256);
            }

            try
            {
                BundleReader.Read(new MemoryStream(bad), "bad");
            }
            catch (LiteBoxException e)
            {
                Assert.Equal("LB0704", e.Code);
            }
        }
    }
}
