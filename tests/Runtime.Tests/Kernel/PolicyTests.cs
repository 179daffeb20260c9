extern alias Contract;

using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;
using BundleFormat = Contract::LiteBox.South.BundleFormat;

namespace LiteBox.Runtime.Tests;

public sealed class PolicyTests
{
    [Fact]
    public void RecordsAreRead()
    {
        byte[] bytes = Build(
            (BundleFormat.Program, "/bin/app"u8.ToArray()),
            (BundleFormat.Argument, "app"u8.ToArray()),
            (BundleFormat.Argument, "-x"u8.ToArray()),
            (BundleFormat.Environment, "A=1"u8.ToArray()),
            (BundleFormat.Mount, [1, .. "/host"u8, 0, .. "/guest"u8]),
            (BundleFormat.WorkingDirectory, "/tmp"u8.ToArray()),
            (BundleFormat.OnTrimmed, [1, 0, 0, 0]),
            (BundleFormat.HostName, "box"u8.ToArray()),
            (BundleFormat.HostCalls, "0 read"u8.ToArray()),
            (BundleFormat.TraceFile, "log"u8.ToArray()));
        Assert.Equal(Errno.None, Policy.Parse(bytes, out Policy policy));
        Assert.Equal("/bin/app", Encoding.UTF8.GetString(policy.Program));
        Assert.Equal(2, policy.Arguments.Count);
        Assert.Single(policy.Environment);
        Assert.True(policy.Mounts[0].Writable);
        Assert.Equal("/guest", Encoding.UTF8.GetString(policy.Mounts[0].GuestPath));
        Assert.True(policy.KillOnTrimmed);
        Assert.Equal("box", Encoding.UTF8.GetString(policy.HostName));
        Assert.Equal("log"u8, policy.TraceFile.AsSpan());
    }

    [Fact]
    public void WithoutATraceFileThereIsNone()
    {
        Assert.Equal(Errno.None, Policy.Parse(Build((BundleFormat.Program, "/a"u8.ToArray())), out Policy policy));
        Assert.Null(policy.TraceFile);
    }

    [Fact]
    public void APolicyWithoutAProgramOrWithABadRecordIsRefused()
    {
        Assert.Equal(Errno.ENOEXEC, Policy.Parse(Build((BundleFormat.Argument, "a"u8.ToArray())), out _));
        Assert.Equal(Errno.ENOEXEC, Policy.Parse(Build((BundleFormat.Program, "app"u8.ToArray())), out _));
        Assert.Equal(Errno.ENOEXEC, Policy.Parse(Build((BundleFormat.Program, "/a"u8.ToArray()), (BundleFormat.Mount, [1, (byte)'/', 0])), out _));
        Assert.Equal(Errno.ENOEXEC, Policy.Parse(Build((BundleFormat.Program, "/a"u8.ToArray()), (BundleFormat.TraceFile, [])), out _));
        Assert.Equal(Errno.ENOEXEC, Policy.Parse(Build((BundleFormat.Program, "/a"u8.ToArray()), (BundleFormat.TraceFile, "lo\0g"u8.ToArray())), out _));
        Assert.Equal(Errno.ENOEXEC, Policy.Parse([], out _));
    }

    [Fact]
    public void DamagedPoliciesNeverDoMoreThanFail()
    {
        byte[] good = Build((BundleFormat.Program, "/bin/app"u8.ToArray()), (BundleFormat.Mount, [0, .. "/h"u8, 0, .. "/g"u8]), (BundleFormat.OnTrimmed, [0, 0, 0, 0]),
            (BundleFormat.TraceFile, "/tmp/log"u8.ToArray()));
        Random random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = good.AsSpan(0, random.Next(4) == 0 ? random.Next(good.Length) : good.Length).ToArray();
            for (int change = random.Next(4); change > 0 && bytes.Length != 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(2) == 0)
                Seal(bytes);
            _ = Policy.Parse(bytes, out _);
        }
    }

    [Fact]
    public void EveryChangedByteIsFoundOut()
    {
        byte[] good = Build((BundleFormat.Program, "/bin/app"u8.ToArray()), (BundleFormat.HostName, "box"u8.ToArray()));
        for (int i = 0; i < good.Length * 8; i++)
        {
            good[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Equal(Errno.ENOEXEC, Policy.Parse(good, out _));
            good[i / 8] ^= (byte)(1 << (i % 8));
        }

        Assert.Equal(Errno.None, Policy.Parse(good, out _));
    }

    private static byte[] Build(params (ushort Kind, byte[] Content)[] records)
    {
        MemoryStream stream = new();
        BinaryWriter writer = new(stream);
        writer.Write(BundleFormat.Magic);
        writer.Write(BundleFormat.Version);
        writer.Write(0u);
        writer.Write(0UL);
        writer.Write(new byte[40]);
        foreach ((ushort kind, byte[] content) in records)
        {
            writer.Write(kind);
            writer.Write((ushort)0);
            writer.Write(content.Length);
            writer.Write(content);
            writer.Write(new byte[-content.Length & 7]);
        }

        writer.Write(0UL);
        byte[] bytes = stream.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(BundleFormat.LengthOffset), (ulong)bytes.Length);
        Seal(bytes);
        return bytes;
    }

    private static void Seal(Span<byte> policy)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(policy);
        ulong sum = BundleFormat.ChecksumStart;
        for (int i = 0; i < words.Length; i++)
            sum = i == BundleFormat.ChecksumOffset / 8 ? sum : (sum ^ words[i]) * BundleFormat.ChecksumFactor;
        if (words.Length > BundleFormat.ChecksumOffset / 8)
            words[BundleFormat.ChecksumOffset / 8] = sum;
    }
}
