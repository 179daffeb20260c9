using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Erofs;
using LiteBox.Packager.Rewriting;

namespace LiteBox.Packager.Bundling;

/// <summary>Rewrites every ELF file of a root file system. What was rewritten once is taken from the cache by its content.</summary>
public sealed class RootRewriter
{
    // The magic number, 64 bits, little endian.
    private static readonly byte[] s_elfStart = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    private readonly RewriteOptions _options;
    private readonly ContentCache _cache;
    private readonly byte[] _salt;

    /// <summary>Creates a rewriter.</summary>
    /// <param name="options">What a rewrite depends on besides the file.</param>
    /// <param name="cacheRoot">The cache folder.</param>
    public RootRewriter(RewriteOptions options, string cacheRoot)
    {
        _options = options;
        _cache = new ContentCache(Path.Combine(cacheRoot, "rewritten"));

        // A changed rewriter is another assembly: builds are deterministic, so its identity hashes its code.
        _salt = new byte[16 + sizeof(int)];
        typeof(ElfRewriter).Module.ModuleVersionId.TryWriteBytes(_salt);
        BinaryPrimitives.WriteInt32LittleEndian(_salt.AsSpan(16), options.EntrySlot);
    }

    /// <summary>Replaces the content of each ELF file that changes; the reports are in the order of the paths.</summary>
    /// <param name="tree">The root file system.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <param name="cached">Whether every file was in the cache.</param>
    /// <exception cref="Diagnostics.LiteBoxException">LB01xx, LB03xx: a file cannot be rewritten.</exception>
    public IReadOnlyList<RewriteReport> Rewrite(FileTree tree, CancellationToken cancellation, out bool cached)
    {
        List<FileNode> files = [.. tree.All().Where(IsElf)];
        var reports = new RewriteReport[files.Count];
        int missed = 0;
        var failures = new LiteBoxException?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            try
            {
                FileNode file = files[index];
                ReadOnlyMemory<byte> original = file.Content!.ReadAll();
                string key = Key(original.Span);
                if (Cached(key, file.Path) is not { } result)
                {
                    Interlocked.Increment(ref missed);
                    result = ElfRewriter.Rewrite(ElfFile.Read(original, file.Path), _options);
                    Keep(key, result);
                }

                if (result.Changed)
                    file.Content = FileContent.FromBytes(result.Bytes);
                reports[index] = result.Report;
            }
            catch (LiteBoxException e)
            {
                // Not thrown here: that would keep others from starting, and the first one by path is reported.
                failures[index] = e;
            }
        });
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            throw first;
        cached = missed == 0;
        return reports;
    }

    /// <summary>
    /// Whether a file is one that the processor could run code of. What is for another one (a package brings its libraries for each), a core
    /// file, or what only has the form (Guile's compiled modules) is data: nothing can load or execute it.
    /// </summary>
    internal static bool IsElf(FileNode node)
    {
        const int TypeAt = 16, MachineAt = 18, Needed = 20;
        if (node.Kind != FileKind.Regular || node.Content is not { Length: >= Needed } content)
            return false;
        Span<byte> start = stackalloc byte[Needed];
        using Stream stream = content.OpenRead();
        return stream.ReadAtLeast(start, Needed, throwOnEndOfStream: false) == Needed && start.StartsWith(s_elfStart)
            && BinaryPrimitives.ReadUInt16LittleEndian(start[MachineAt..]) == ElfHeader.MachineX8664
            && (ElfType)BinaryPrimitives.ReadUInt16LittleEndian(start[TypeAt..]) is ElfType.Relocatable or ElfType.Executable or ElfType.Shared;
    }

    private string Key(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_salt);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // An entry: length of the report, the report as JSON, and the bytes of the file when they changed.
    private RewriteResult? Cached(string key, string path)
    {
        if (_cache.TryRead(key) is not { Length: >= sizeof(int) } entry)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(entry);
        RewriteReport report = JsonSerializer.Deserialize(entry.AsSpan(sizeof(int), length), BundleJson.Default.RewriteReport)!;
        ReadOnlyMemory<byte> bytes = entry.AsMemory(sizeof(int) + length);
        return new RewriteResult(bytes, Changed: !bytes.IsEmpty, report with { File = path });
    }

    private void Keep(string key, RewriteResult result)
    {
        byte[] report = JsonSerializer.SerializeToUtf8Bytes(result.Report, BundleJson.Default.RewriteReport);
        byte[] entry = new byte[sizeof(int) + report.Length + (result.Changed ? result.Bytes.Length : 0)];
        BinaryPrimitives.WriteInt32LittleEndian(entry, report.Length);
        report.CopyTo(entry, sizeof(int));
        if (result.Changed)
            result.Bytes.CopyTo(entry.AsMemory(sizeof(int) + report.Length));
        _cache.Write(key, entry);
    }
}
