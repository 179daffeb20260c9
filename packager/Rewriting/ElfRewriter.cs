using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// Makes every <c>syscall</c> of an ELF file a jump to the library OS. The result depends on the file and the options
/// only, a rewritten file is left as it is, and nothing but code bytes and one program header changes in place.
/// </summary>
public static class ElfRewriter
{
    private const ulong Page = 4096;

    /// <summary>Distances that a 32-bit displacement spans, less what the trampolines themselves may take.</summary>
    private const long Reach = 0x7000_0000;

    /// <summary>A moved program header table is padded to its address only when that costs less than this.</summary>
    private const ulong LongestPadding = 16 << 20;

    /// <summary>Rewrites a program, a library or an interpreter; an object file is returned as it is.</summary>
    /// <exception cref="LiteBoxException">LB0104 to LB0108: the file is malformed. LB0301: code lies too far apart.</exception>
    public static RewriteResult Rewrite(ElfFile file, RewriteOptions options)
    {
        List<CodeRegion> regions = Regions(file);
        var report = new RewriteReport { File = file.Name, CodeBytes = CodeBytes(regions) };
        if (file.Header.Type == ElfType.Relocatable || IsRewritten(file))
        {
            return new RewriteResult(file.Data, false, report with { AlreadyRewritten = file.Header.Type != ElfType.Relocatable });
        }

        var hits = new List<List<ulong>>();
        bool any = false;
        foreach (CodeRegion region in regions)
        {
            hits.Add(SiteFinder.Scan(file.Data.Span, region));
            any |= hits[^1].Count != 0;
        }

        if (!any)
        {
            return new RewriteResult(file.Data, false, report);
        }

        var map = new CodeMap(file);
        byte[] original = Array(file);
        var finder = new SiteFinder(original, map);
        var sites = new List<Site>();
        for (int i = 0; i < regions.Count; i++)
        {
            finder.Find(regions[i], hits[i], sites);
        }

        ulong address = RoundUp(file.LoadSegments[^1].EndAddress);
        Plan(file, original, regions, map, sites, address);
        report = report with { Sites = Describe(map, sites) };
        return sites.TrueForAll(s => s.Kind == SiteKind.Embedded)
            ? new RewriteResult(file.Data, false, report)
            : new RewriteResult(Emit(file, sites, address, options), true, report);
    }

    /// <summary>Whether a file carries a trampoline segment.</summary>
    public static bool IsRewritten(ElfFile file) =>
        !file.LoadSegments.IsEmpty && file.LoadSegments[^1].IsCode
        && file.TryReadUInt64(file.LoadSegments[^1].Address, out ulong magic) && magic == TrampolineFormat.Magic;

    internal static bool IsWithinReach(ulong address, ulong trampolines) =>
        (long)(address - trampolines) is > -Reach and < Reach;

    private static List<CodeRegion> Regions(ElfFile file)
    {
        var regions = new List<CodeRegion>();
        foreach (ElfSegment segment in file.LoadSegments)
        {
            if (segment.IsCode && segment.FileSize != 0)
            {
                regions.Add(new CodeRegion(segment.Address, (int)segment.Offset, (int)segment.FileSize));
            }
        }

        return regions;
    }

    private static long CodeBytes(List<CodeRegion> regions)
    {
        long bytes = 0;
        foreach (CodeRegion region in regions)
        {
            bytes += region.Length;
        }

        return bytes;
    }

    private static byte[] Array(ElfFile file) =>
        MemoryMarshal.TryGetArray(file.Data, out ArraySegment<byte> array) && array.Offset == 0
            ? array.Array!
            : file.Data.ToArray();

    private static void Plan(
        ElfFile file, byte[] original, List<CodeRegion> regions, CodeMap map, List<Site> sites, ulong address)
    {
        List<Site> calls = sites.FindAll(s => s.Kind == SiteKind.Trap);
        if (calls.Count == 0)
        {
            return;
        }

        foreach (CodeRegion region in regions)
        {
            if (!IsWithinReach(region.Address, address))
            {
                throw new LiteBoxException(
                    "LB0301", file.Name, "The code lies too far from the end of the image for a jump to reach it.",
                    "Link the program so that code and data together span less than 1.7 GiB.");
            }
        }

        var targets = new BranchTargets(file, regions);
        var planner = new PatchPlanner(original, map, targets, address);
        var neighbourhoods = new HashSet<Neighbourhood>();
        foreach (Site site in calls)
        {
            planner.Ask(site);
            neighbourhoods.Add(site.Code);
        }

        targets.Search(map, neighbourhoods);
        ulong floor = 0;
        foreach (Site site in calls)
        {
            floor = planner.Plan(site, floor);
        }
    }

    private static ImmutableArray<RewrittenSite> Describe(CodeMap map, List<Site> sites)
    {
        var described = ImmutableArray.CreateBuilder<RewrittenSite>(sites.Count);
        foreach (Site site in sites)
        {
            described.Add(new RewrittenSite(site.Address, site.Kind, map.Describe(site.Address), site.Reason));
        }

        return described.MoveToImmutable();
    }

    private static byte[] Emit(ElfFile file, List<Site> sites, ulong address, RewriteOptions options)
    {
        byte[] patched = file.Data.ToArray();
        ReadOnlySpan<byte> segment = new TrampolineWriter(patched, address, options.EntrySlot).Write(sites).Span;
        if (sites.TrueForAll(s => s.Kind is SiteKind.Embedded or SiteKind.Legacy))
        {
            return patched;
        }

        ulong offset = RoundUp((ulong)patched.Length);
        var added = new ElfSegment(
            ElfSegmentType.Load, ElfSegmentFlags.Read | ElfSegmentFlags.Execute, offset, address, address,
            (ulong)segment.Length, (ulong)segment.Length, Page);
        List<ElfSegment> table = ProgramHeaderRoom.Insert(file, added);
        if (table.Count > file.Segments.Length)
        {
            return EmitWithMovedTable(file, patched, segment, table, added);
        }

        byte[] result = new byte[offset + (ulong)segment.Length];
        patched.CopyTo(result, 0);
        segment.CopyTo(result.AsSpan((int)offset));
        WriteTable(result.AsSpan((int)file.Header.ProgramHeaderOffset), table);
        return result;
    }

    /// <summary>
    /// No entry could be spared: the table moves behind the trampolines. ld.so finds its own table in memory at its base +
    /// e_phoff, and old kernels compute AT_PHDR the same way, so the offset in the file must equal the distance from the
    /// base; the file is padded with zeros up to there.
    /// </summary>
    private static byte[] EmitWithMovedTable(
        ElfFile file, byte[] patched, ReadOnlySpan<byte> segment, List<ElfSegment> table, ElfSegment added)
    {
        if (table.Count > ushort.MaxValue - 1)
        {
            throw ElfErrors.BadSegments(file.Name, "The program header table is full.");
        }

        ElfSegment first = file.LoadSegments[0];
        ulong offset = added.Address - (first.Address - first.Offset);
        if (first.Address < first.Offset || offset < added.Offset || offset - added.Offset > LongestPadding)
        {
            offset = added.Offset;
        }

        ulong tableAt = ((ulong)segment.Length + 7) & ~7UL;
        ulong tableSize = (ulong)table.Count * ElfSegment.ByteSize;
        ulong size = tableAt + tableSize;
        int index = table.IndexOf(added);
        table[index] = added with { Offset = offset, FileSize = size, MemorySize = size };
        int own = table.FindIndex(s => s.Type == ElfSegmentType.ProgramHeaders);
        if (own >= 0)
        {
            ulong address = added.Address + tableAt;
            table[own] = table[own] with
            {
                Offset = offset + tableAt,
                Address = address,
                PhysicalAddress = address,
                FileSize = tableSize,
                MemorySize = tableSize,
            };
        }

        byte[] result = new byte[offset + size];
        patched.CopyTo(result, 0);
        segment.CopyTo(result.AsSpan((int)offset));
        WriteTable(result.AsSpan((int)(offset + tableAt)), table);
        ElfHeader header = file.Header with
        {
            ProgramHeaderOffset = offset + tableAt,
            ProgramHeaderCount = (ushort)table.Count,
        };
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(32), header.ProgramHeaderOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(56), header.ProgramHeaderCount);
        return result;
    }

    private static void WriteTable(Span<byte> target, List<ElfSegment> table)
    {
        for (int i = 0; i < table.Count; i++)
        {
            table[i].WriteTo(target[(i * ElfSegment.ByteSize)..]);
        }
    }

    private static ulong RoundUp(ulong value) => (value + Page - 1) & ~(Page - 1);
}
