using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using LiteBox.Packager.Diagnostics;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>Turns a <see cref="BundlePolicy"/> into bytes: a header, then records.</summary>
internal static class PolicyWriter
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes what is known last: where the root image lies in the file, and the checksum.</summary>
    public static void Finish(Span<byte> policy, long rootOffset, long rootBytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(policy[BundleFormat.RootOffsetOffset..], rootOffset);
        BinaryPrimitives.WriteInt64LittleEndian(policy[BundleFormat.RootLengthOffset..], rootBytes);
        ulong sum = BundleFormat.ChecksumStart;
        for (int at = 0; at < policy.Length; at += sizeof(ulong))
        {
            if (at != BundleFormat.ChecksumOffset)
            {
                sum = (sum ^ BinaryPrimitives.ReadUInt64LittleEndian(policy[at..])) * BundleFormat.ChecksumFactor;
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(policy[BundleFormat.ChecksumOffset..], sum);
    }

    /// <summary>Writes the policy, but for what <see cref="Finish"/> adds.</summary>
    public static byte[] Write(BundlePolicy policy)
    {
        MemoryStream stream = new();
        stream.SetLength(BundleFormat.HeaderSize);
        stream.Position = BundleFormat.HeaderSize;
        Text(stream, BundleFormat.Program, policy.Program);
        foreach (string argument in policy.Arguments)
        {
            Text(stream, BundleFormat.Argument, argument);
        }

        foreach (EnvironmentVariable variable in policy.Environment)
        {
            Text(stream, BundleFormat.Environment, variable.Name + "=" + variable.Value);
        }

        foreach (BundleMount mount in policy.Mounts)
        {
            byte[] host = Encode(mount.HostPath), guest = Encode(mount.GuestPath);
            Record(stream, BundleFormat.Mount, [mount.Writable ? (byte)1 : (byte)0, .. host, 0, .. guest]);
        }

        foreach (int port in policy.Listen)
        {
            Record(stream, BundleFormat.Listen, BitConverter.GetBytes((ushort)port));
        }

        foreach (ConnectGrant grant in policy.Connect)
        {
            Record(stream, BundleFormat.Connect, Grant(grant));
        }

        if (policy.TraceFile is { } traceFile)
        {
            Text(stream, BundleFormat.TraceFile, traceFile);
        }

        Text(stream, BundleFormat.WorkingDirectory, policy.WorkingDirectory);
        Record(stream, BundleFormat.Seccomp, policy.Seccomp);
        Record(stream, BundleFormat.SeccompPatch, policy.SeccompPatches);
        Record(stream, BundleFormat.OnTrimmed, BitConverter.GetBytes((uint)policy.OnTrimmed));
        byte[] kept = new byte[policy.SyscallsKept.Count * sizeof(uint)];
        for (int i = 0; i < policy.SyscallsKept.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(kept.AsSpan(i * sizeof(uint)), policy.SyscallsKept[i]);
        }

        Record(stream, BundleFormat.SyscallsKept, kept);
        Text(stream, BundleFormat.HostName, policy.HostName);
        Record(stream, BundleFormat.HostCalls, Deflate(policy.HostCalls));
        Record(stream, BundleFormat.End, []);

        byte[] bytes = stream.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, BundleFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(BundleFormat.VersionOffset), BundleFormat.Version);
        uint flags = (policy.CollectAlways ? BundleFormat.CollectAlways : 0)
            | (policy.AppendHostArguments ? BundleFormat.AppendHostArguments : 0)
            | (policy.Trace ? BundleFormat.Trace : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(BundleFormat.FlagsOffset), flags);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(BundleFormat.LengthOffset), bytes.Length);
        return bytes;
    }

    /// <summary>Only tools read this text, and it repeats itself.</summary>
    private static byte[] Deflate(string text)
    {
        MemoryStream deflated = new();
        using (DeflateStream deflate = new(deflated, CompressionLevel.SmallestSize))
        {
            deflate.Write(Encode(text));
        }

        return deflated.ToArray();
    }

    private static byte[] Grant(ConnectGrant grant)
    {
        const int V4Bits = 32, Bits = 128, AddressOffset = 4;
        byte[] record = new byte[BundleFormat.ConnectSize];
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)(grant.Port ?? 0));
        if (grant.Address is { } address)
        {
            // IPv4 addresses stand where IPv6 maps them.
            bool v4 = address.AddressFamily == AddressFamily.InterNetwork;
            record[2] = (byte)(v4 ? grant.PrefixBits + Bits - V4Bits : grant.PrefixBits);
            address.MapToIPv6().GetAddressBytes().CopyTo(record, AddressOffset);
        }

        return record;
    }

    private static void Text(MemoryStream stream, ushort kind, string text) => Record(stream, kind, Encode(text));

    /// <summary>The guest reads these as C strings, so a zero inside would cut them short.</summary>
    private static byte[] Encode(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new LiteBoxException("LB0703", null, "A path, argument or variable of the policy contains a zero byte.", "Remove it.");
        }

        try
        {
            return s_utf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new LiteBoxException("LB0703", null, $"'{text}' is not valid Unicode.", "Correct the text.", e);
        }
    }

    private static void Record(MemoryStream stream, ushort kind, ReadOnlySpan<byte> contents)
    {
        Span<byte> header = stackalloc byte[BundleFormat.RecordHeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header, kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], contents.Length);
        stream.Write(header);
        stream.Write(contents);
        while (stream.Length % BundleFormat.RecordAlignment != 0)
        {
            stream.WriteByte(0);
        }
    }
}
