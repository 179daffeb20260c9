using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Running;

/// <summary>
/// Runs a bundle on a Linux machine whatever its target: one for Linux as it is, a boot image in QEMU, one for Windows in Wine, with
/// standard streams and exit code passed through.
/// </summary>
public static class BundleRunner
{
    private const ushort ExecutableElf = 2, SharedElf = 3;
    private const ushort Windows = ushort.MaxValue;

    /// <summary>Runs the file to its end.</summary>
    /// <param name="path">A bundle.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The guest's exit code.</returns>
    /// <exception cref="LiteBoxException">LB0920: no bundle; LB0921: a tool is missing; LB0922: it ended without telling a status.</exception>
    public static int Run(string path, RunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        string full = Path.GetFullPath(path);
        return Kind(full, path) switch
        {
            ExecutableElf => MachineRunner.Run(full, options, cancellation),
            Windows => WineRunner.Run(full, options, cancellation),
            SharedElf => HostRunner.Run(full, options.Arguments, cancellation),
            _ => throw new LiteBoxException("LB0920", path, "This is no bundle.", "Name a file that litebox or LiteBox.Sdk made."),
        };
    }

    /// <summary>
    /// The type of an ELF file: boot images lie at fixed addresses, Linux bundles anywhere. <see cref="Windows"/> for an executable of Windows, 0 for any other file.
    /// </summary>
    private static ushort Kind(string full, string name)
    {
        try
        {
            using FileStream file = File.OpenRead(full);
            Span<byte> head = stackalloc byte[18];
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) != head.Length)
                return 0;
            if (head.StartsWith("MZ"u8))
                return Windows;
            return BinaryPrimitives.ReadUInt32BigEndian(head) == 0x7F45_4C46 ? BinaryPrimitives.ReadUInt16LittleEndian(head[16..]) : (ushort)0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LiteBoxException("LB0920", name, "The bundle cannot be read: " + e.Message, "Name a file that you may read.", e);
        }
    }
}
