using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Text;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Pe;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Reads what <see cref="ImagePacker"/>, <see cref="PeImagePacker"/> or <see cref="BootPacker"/> wrote; the file may be anything.
/// </summary>
public sealed class BundleReader
{
    private const long LargestPolicy = 64 << 20;

    private BundleReader(BundleTarget target, BundlePolicy policy, long imageBytes, long policyBytes, long rootOffset, long rootBytes)
    {
        Target = target;
        Policy = policy;
        ImageBytes = imageBytes;
        PolicyBytes = policyBytes;
        RootOffset = rootOffset;
        RootBytes = rootBytes;
    }

    /// <summary>What runs the bundle.</summary>
    public BundleTarget Target { get; }

    /// <summary>The policy.</summary>
    public BundlePolicy Policy { get; }

    /// <summary>Bytes of the image in front of the policy.</summary>
    public long ImageBytes { get; }

    /// <summary>Bytes of the policy.</summary>
    public long PolicyBytes { get; }

    /// <summary>Where the root file system starts in the file.</summary>
    public long RootOffset { get; }

    /// <summary>Bytes of the root file system.</summary>
    public long RootBytes { get; }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="LiteBoxException">LB0704: the file is no bundle, or a damaged one; LB0706: it cannot be read.</exception>
    public static BundleReader Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LiteBoxException("LB0706", path, "The bundle cannot be read: " + e.Message, "Name a file that you may read.", e);
        }
    }

    /// <summary>Reads a bundle from a stream that can seek.</summary>
    public static BundleReader Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] head = ReadAt(stream, 0, (int)Math.Min(stream.Length, ImagePacker.PageSize), name);
        long offset = FindPolicy(head, name, out BundleTarget target);
        byte[] header = ReadAt(stream, offset, BundleFormat.HeaderSize, name);
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != BundleFormat.Magic)
        {
            throw Damaged(name, "It has no policy.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(BundleFormat.VersionOffset)) != BundleFormat.Version)
        {
            throw Damaged(name, "Its policy has another version.");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(BundleFormat.LengthOffset));
        long rootOffset = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(BundleFormat.RootOffsetOffset));
        long rootBytes = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(BundleFormat.RootLengthOffset));
        if (length is < BundleFormat.HeaderSize or > LargestPolicy || length > stream.Length - offset
            || rootOffset < offset + length || rootBytes < 0 || rootOffset > stream.Length || rootBytes > stream.Length - rootOffset)
        {
            throw Damaged(name, "Its policy reaches beyond the file.");
        }

        byte[] policy = ReadAt(stream, offset, (int)length, name);
        return new BundleReader(target, ReadRecords(policy, name), offset, length, rootOffset, rootBytes);
    }

    private static long FindPolicy(ReadOnlySpan<byte> head, string name, out BundleTarget target)
    {
        const ushort SharedObject = 3;
        target = BundleTarget.Windows;
        if (head.StartsWith("MZ"u8))
        {
            long section = PeTail.Find(head, PeImagePacker.SectionName);
            return section >= 0 ? section : throw Damaged(name, "It has no policy.");
        }

        if (head.Length < ImagePacker.PageSize || BinaryPrimitives.ReadUInt32BigEndian(head) != 0x7F45_4C46)
        {
            throw Damaged(name, "It is no executable.");
        }

        // Linux puts a bundle where it likes; a boot image lies at fixed addresses.
        target = BinaryPrimitives.ReadUInt16LittleEndian(head[16..]) == SharedObject ? BundleTarget.Linux : BundleTarget.Kvm;

        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        int end = ImagePacker.ProgramHeadersOffset + (count * ImagePacker.ProgramHeaderSize);
        if (end + sizeof(ulong) > head.Length)
        {
            throw Damaged(name, "It is no image of the library OS.");
        }

        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(head[end..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> segment = head[(ImagePacker.ProgramHeadersOffset + (i * ImagePacker.ProgramHeaderSize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) == ImagePacker.Load
                && BinaryPrimitives.ReadUInt64LittleEndian(segment[16..]) == address && address != 0)
            {
                return BinaryPrimitives.ReadInt64LittleEndian(segment[8..]);
            }
        }

        throw Damaged(name, "It has no policy.");
    }

    private static byte[] ReadAt(Stream stream, long offset, int length, string name)
    {
        if (offset < 0 || offset > stream.Length - length)
        {
            throw Damaged(name, "It is cut short.");
        }

        byte[] bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static BundlePolicy ReadRecords(ReadOnlySpan<byte> policy, string name)
    {
        List<string> arguments = [];
        List<EnvironmentVariable> environment = [];
        List<BundleMount> mounts = [];
        List<int> kept = [];
        List<int> listen = [];
        List<ConnectGrant> connect = [];
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(policy[BundleFormat.FlagsOffset..]);
        BundlePolicy result = new()
        {
            Program = string.Empty,
            Arguments = arguments,
            Environment = environment,
            Mounts = mounts,
            Listen = listen,
            Connect = connect,
            SyscallsKept = kept,
            CollectAlways = (flags & BundleFormat.CollectAlways) != 0,
            AppendHostArguments = (flags & BundleFormat.AppendHostArguments) != 0,
            Trace = (flags & BundleFormat.Trace) != 0,
        };
        for (ReadOnlySpan<byte> rest = policy[BundleFormat.HeaderSize..]; ;)
        {
            if (rest.Length < BundleFormat.RecordHeaderSize)
            {
                throw Damaged(name, "Its policy has no end.");
            }

            ushort kind = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[BundleFormat.RecordHeaderSize..];
            if (kind == BundleFormat.End)
            {
                return result;
            }

            if (length > (uint)rest.Length)
            {
                throw Damaged(name, "A record of its policy is cut short.");
            }

            ReadOnlySpan<byte> contents = rest[..(int)length];
            if (kind == BundleFormat.Listen && length == sizeof(ushort))
                listen.Add(BinaryPrimitives.ReadUInt16LittleEndian(contents));
            else if (kind == BundleFormat.Connect && length == BundleFormat.ConnectSize)
                connect.Add(Grant(contents));
            else
                result = Add(result, kind, contents, arguments, environment, mounts, kept, name);
            rest = rest[Math.Min(rest.Length, ((int)length + BundleFormat.RecordAlignment - 1) & -BundleFormat.RecordAlignment)..];
        }
    }

    private static BundlePolicy Add(
        BundlePolicy policy, ushort kind, ReadOnlySpan<byte> contents, List<string> arguments,
        List<EnvironmentVariable> environment, List<BundleMount> mounts, List<int> kept, string name)
    {
        switch (kind)
        {
            case BundleFormat.Program:
                return policy with { Program = Encoding.UTF8.GetString(contents) };
            case BundleFormat.Argument:
                arguments.Add(Encoding.UTF8.GetString(contents));
                return policy;
            case BundleFormat.Environment:
                string[] parts = Encoding.UTF8.GetString(contents).Split('=', 2);
                environment.Add(new EnvironmentVariable(parts[0], parts.Length == 2 ? parts[1] : string.Empty));
                return policy;
            case BundleFormat.Mount:
                int zero = contents.IsEmpty ? -1 : contents[1..].IndexOf((byte)0);
                if (zero < 0)
                {
                    throw Damaged(name, "A mount of its policy has no guest path.");
                }

                mounts.Add(new BundleMount(
                    Encoding.UTF8.GetString(contents.Slice(1, zero)), Encoding.UTF8.GetString(contents[(zero + 2)..]), contents[0] != 0));
                return policy;
            case BundleFormat.WorkingDirectory:
                return policy with { WorkingDirectory = Encoding.UTF8.GetString(contents) };
            case BundleFormat.Seccomp:
                return policy with { Seccomp = contents.ToArray() };
            case BundleFormat.SeccompPatch:
                return policy with { SeccompPatches = contents.ToArray() };
            case BundleFormat.OnTrimmed when contents.Length == sizeof(uint):
                return policy with { OnTrimmed = (OnTrimmed)BinaryPrimitives.ReadUInt32LittleEndian(contents) };
            case BundleFormat.SyscallsKept:
                for (; contents.Length >= sizeof(uint); contents = contents[sizeof(uint)..])
                {
                    kept.Add(BinaryPrimitives.ReadInt32LittleEndian(contents));
                }

                return policy;
            case BundleFormat.HostName:
                return policy with { HostName = Encoding.UTF8.GetString(contents) };
            case BundleFormat.TraceFile:
                return policy with { TraceFile = Encoding.UTF8.GetString(contents) };
            case BundleFormat.HostCalls:
                return policy with { HostCalls = Inflate(contents, name) };
            default:
                throw Damaged(name, FormattableString.Invariant($"Its policy has a record of the unknown kind {kind}."));
        }
    }

    private static string Inflate(ReadOnlySpan<byte> contents, string name)
    {
        const int Longest = 1 << 20;
        byte[] text = new byte[Longest];
        try
        {
            using DeflateStream inflate = new(new MemoryStream(contents.ToArray()), CompressionMode.Decompress);
            return Encoding.UTF8.GetString(text.AsSpan(0, inflate.ReadAtLeast(text, Longest, throwOnEndOfStream: false)));
        }
        catch (InvalidDataException)
        {
            throw Damaged(name, "Its list of host calls cannot be read.");
        }
    }

    private static ConnectGrant Grant(ReadOnlySpan<byte> record)
    {
        const int V4Bits = 32, Bits = 128, AddressOffset = 4;
        ushort port = BinaryPrimitives.ReadUInt16LittleEndian(record);
        var address = new IPAddress(record.Slice(AddressOffset, Bits / 8));
        bool v4 = address.IsIPv4MappedToIPv6;
        return new ConnectGrant(
            record[2] == 0 ? null : v4 ? address.MapToIPv4() : address, v4 ? Math.Max(record[2] - (Bits - V4Bits), 0) : record[2], port == 0 ? null : port);
    }

    private static LiteBoxException Damaged(string name, string problem) =>
        new("LB0704", name, "This is not a bundle. " + problem, "Name a file that litebox wrote, or make it again.");
}
