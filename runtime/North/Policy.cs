using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>
/// What the bundle says about the program to run. The file that holds it may have been tampered with, so every length
/// is checked; what it grants is the packager's word.
/// </summary>
public sealed class Policy
{
    private Policy()
    {
    }

    /// <summary>A policy that names no program and grants nothing.</summary>
    public static Policy Empty { get; } = new();

    /// <summary>The header's flags (<see cref="BundleFormat"/>).</summary>
    public uint Flags { get; private set; }

    /// <summary>Guest path of the program.</summary>
    public byte[] Program { get; private set; } = [];

    /// <summary>argv.</summary>
    public List<byte[]> Arguments { get; } = new();

    /// <summary>envp.</summary>
    public List<byte[]> Environment { get; } = new();

    /// <summary>Host directories that are granted.</summary>
    public List<Mount> Mounts { get; } = new();

    /// <summary>Ports of the host that the guest may listen at.</summary>
    public List<ushort> ListenPorts { get; } = new();

    /// <summary>Where on the host's network the guest may connect to.</summary>
    public List<ConnectGrant> ConnectGrants { get; } = new();

    /// <summary>The file of the host that the log of the program's system calls goes to; null for the standard error stream.</summary>
    public byte[]? TraceFile { get; private set; }

    /// <summary>Guest path of the working directory.</summary>
    public byte[] WorkingDirectory { get; private set; } = [(byte)'/'];

    /// <summary>True when a system call that was trimmed away ends the guest.</summary>
    public bool KillOnTrimmed { get; private set; }

    /// <summary>The machine's name.</summary>
    public byte[] HostName { get; private set; } = [.. "litebox"u8];

    /// <summary>Collect garbage at the end of every system call.</summary>
    public bool CollectAlways => (Flags & BundleFormat.CollectAlways) != 0;

    /// <summary>Append the host's arguments to argv.</summary>
    public bool AppendHostArguments => (Flags & BundleFormat.AppendHostArguments) != 0;

    /// <summary>Reads the policy. ENOEXEC when it is not one, of another version, or broken.</summary>
    public static Errno Parse(ReadOnlySpan<byte> bytes, out Policy policy)
    {
        policy = new Policy();
        if (bytes.Length < BundleFormat.HeaderSize
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != BundleFormat.Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[BundleFormat.VersionOffset..]) != BundleFormat.Version)
        {
            return Errno.ENOEXEC;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[BundleFormat.LengthOffset..]);
        if (length < BundleFormat.HeaderSize || length > (ulong)bytes.Length || !IsWhole(bytes[..(int)length]))
            return Errno.ENOEXEC;
        policy.Flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[BundleFormat.FlagsOffset..]);
        return policy.ParseRecords(bytes[BundleFormat.HeaderSize..(int)length]);
    }

    private static bool IsWhole(ReadOnlySpan<byte> policy)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(policy);
        ulong sum = BundleFormat.ChecksumStart;
        for (int i = 0; i < words.Length; i++)
        {
            if (i != BundleFormat.ChecksumOffset / sizeof(ulong))
                sum = (sum ^ words[i]) * BundleFormat.ChecksumFactor;
        }

        return policy.Length % sizeof(ulong) == 0 && sum == words[BundleFormat.ChecksumOffset / sizeof(ulong)];
    }

    private Errno ParseRecords(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= BundleFormat.RecordHeaderSize)
        {
            ushort kind = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (kind == BundleFormat.End)
                return Program.Length == 0 ? Errno.ENOEXEC : Errno.None;
            rest = rest[BundleFormat.RecordHeaderSize..];
            if (length > (uint)rest.Length)
                return Errno.ENOEXEC;
            if (!TakeRecord(kind, rest[..(int)length]))
                return Errno.ENOEXEC;
            int padded = (int)((length + BundleFormat.RecordAlignment - 1) & ~(uint)(BundleFormat.RecordAlignment - 1));
            rest = rest[int.Min(padded, rest.Length)..];
        }

        return Errno.ENOEXEC;
    }

    private bool TakeRecord(ushort kind, ReadOnlySpan<byte> content)
    {
        switch (kind)
        {
            case BundleFormat.Program:
                Program = content.ToArray();
                return IsGuestPath(content);
            case BundleFormat.Argument:
                Arguments.Add(content.ToArray());
                return content.IndexOf((byte)0) < 0;
            case BundleFormat.Environment:
                Environment.Add(content.ToArray());
                return content.IndexOf((byte)0) < 0;
            case BundleFormat.WorkingDirectory:
                WorkingDirectory = content.ToArray();
                return IsGuestPath(content);
            case BundleFormat.Mount:
                return !Capability.HostDirectories || TakeMount(content);
            case BundleFormat.Listen:
                return !Capability.HostSockets || TakeListen(content);
            case BundleFormat.Connect:
                return !Capability.HostSockets || TakeConnect(content);
            case BundleFormat.OnTrimmed:
                KillOnTrimmed = content.Length == 4 && BinaryPrimitives.ReadUInt32LittleEndian(content) == 1;
                return content.Length == 4;
            case BundleFormat.HostName:
                HostName = content.ToArray();
                return content.Length is > 0 and <= 64 && content.IndexOf((byte)0) < 0;
            default:
                // The South reads its own kinds; kinds of a later minor change are no reason to refuse.
                return !Capability.HostLog || kind != BundleFormat.TraceFile || TakeTraceFile(content);
        }
    }

    private bool TakeTraceFile(ReadOnlySpan<byte> path)
    {
        TraceFile = path.ToArray();
        return path.Length > 0 && path.IndexOf((byte)0) < 0;
    }

    private bool TakeListen(ReadOnlySpan<byte> content)
    {
        if (content.Length != sizeof(ushort))
            return false;
        ListenPorts.Add(BinaryPrimitives.ReadUInt16LittleEndian(content));
        return true;
    }

    private bool TakeConnect(ReadOnlySpan<byte> content)
    {
        if (content.Length != BundleFormat.ConnectSize || content[2] > 128)
            return false;
        ConnectGrants.Add(new ConnectGrant(
            new Endpoint(BinaryPrimitives.ReadUInt64BigEndian(content[4..]), BinaryPrimitives.ReadUInt64BigEndian(content[12..]),
                BinaryPrimitives.ReadUInt16LittleEndian(content)),
            content[2]));
        return true;
    }

    private bool TakeMount(ReadOnlySpan<byte> content)
    {
        if (content.Length < 1)
            return false;
        ReadOnlySpan<byte> paths = content[1..];
        int separator = paths.IndexOf((byte)0);
        if (separator <= 0 || !IsGuestPath(paths[(separator + 1)..]))
            return false;
        Mounts.Add(new Mount(content[0] == 1, paths[..separator].ToArray(), paths[(separator + 1)..].ToArray()));
        return content[0] <= 1;
    }

    private static bool IsGuestPath(ReadOnlySpan<byte> path) =>
        path.Length > 0 && path.Length < Guest.PathMax && path[0] == (byte)'/' && path.IndexOf((byte)0) < 0;
}
