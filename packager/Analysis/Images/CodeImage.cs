using System;
using System.Collections.Generic;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// An image as the call graph needs it: functions, what each refers to, and what the loader can call or point at. It depends
/// on the bytes of one file only and never changes, so it is shared between analyses.
/// </summary>
internal sealed class CodeImage
{
    // Functions of other images from which, by their standards, control does not come back.
    private static readonly HashSet<string> s_noReturn = new(StringComparer.Ordinal)
    {
        "abort", "exit", "_exit", "_Exit", "quick_exit", "__stack_chk_fail", "__assert_fail", "__chk_fail", "__fortify_fail",
        "__libc_fatal", "longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", "pthread_exit", "_Unwind_Resume",
        "__cxa_throw", "__cxa_rethrow", "_ZSt9terminatev", "__libc_start_main",
    };

    private readonly ulong[] _starts;
    private readonly ulong[] _ends;
    private readonly int[] _firstReference;
    private readonly CodeReference[] _references;
    private readonly HashSet<ulong> _innerEntries;
    private readonly bool[] _mayReturn;
    private FunctionNames? _names;
    private UnitPartition? _units;

    private CodeImage(
        ImageLayout layout, ulong[] starts, ulong[] ends, int[] firstReference, CodeReference[] references,
        HashSet<ulong> innerEntries, (ulong At, LoaderTarget Target)[] pointers, List<ulong> returns)
    {
        Layout = layout;
        _starts = starts;
        _ends = ends;
        _firstReference = firstReference;
        _references = references;
        _innerEntries = innerEntries;
        Pointers = pointers;
        _mayReturn = FindReturning(returns);
        IsGo = layout.File.FindSection(".gopclntab") is not null || layout.File.FindSection(".note.go.buildid") is not null;
    }

    public ImageLayout Layout { get; }

    public int FunctionCount => _starts.Length;

    /// <summary>Words of data that point at code: relocated ones, and those that only look like it.</summary>
    public IReadOnlyList<(ulong At, LoaderTarget Target)> Pointers { get; }

    /// <summary>Whether the code is Go's: its calls keep no registers.</summary>
    public bool IsGo { get; }

    /// <summary>Total of instructions that make system calls, reachable or not.</summary>
    public int SystemCallSites { get; private init; }

    /// <summary>Whether control comes back from a call to a function: it has a return, or leads to where one may be.</summary>
    public bool MayReturn(int function) => _mayReturn[function];

    public ulong StartOf(int function) => _starts[function];

    public ulong EndOf(int function) => _ends[function];

    public ReadOnlySpan<CodeReference> ReferencesOf(int function) =>
        _references.AsSpan(_firstReference[function].._firstReference[function + 1]);

    /// <summary>Whether control arrives inside a function from places that nobody can list.</summary>
    public bool IsInnerEntry(ulong address) => _innerEntries.Contains(address);

    /// <summary>The function that contains an address; -1 for none.</summary>
    public int FunctionAt(ulong address) => FunctionAt(_starts, _ends, address);

    /// <summary>The functions that jump into each other, with the one given.</summary>
    public IReadOnlyList<int> UnitOf(int function) => (_units ??= new(this)).Members(function);

    /// <summary>A number for the unit of a function: the same for all its members.</summary>
    public int UnitNumber(int function) => (_units ??= new(this)).Representative(function);

    /// <summary>Whether anything but a jump from its own unit leads to the start of a function.</summary>
    public bool IsEntered(int function) => (_units ??= new(this)).IsEntered(function);

    /// <summary>The symbol at or before an address and the distance to it, or the bare address.</summary>
    public string Describe(ulong address) => (_names ??= new(Layout.File)).Describe(address);

    /// <summary>Reads the whole image.</summary>
    public static CodeImage Read(ElfFile file)
    {
        ImageLayout layout = new(file);
        CodeScanner scanner = CodeScanner.Scan(layout);
        SortedSet<ulong> starts = FindStarts(layout, scanner);
        ulong[] begins = new ulong[starts.Count];
        starts.CopyTo(begins);
        ulong[] ends = FindEnds(layout, begins);
        AddTableJumps(layout, scanner, begins, ends);
        (CodeReference[] references, int[] first) = Attribute(layout, scanner, begins, ends);

        List<(ulong, LoaderTarget)> pointers = [.. layout.Pointers];
        new PointerScan(layout, scanner, begins).AddTo(pointers);
        HashSet<ulong> inner = [];
        foreach ((_, LoaderTarget target) in pointers)
            AddInner(target.Address);
        foreach (ulong address in layout.Initializers)
            AddInner(address);
        int sites = 0;
        foreach (CodeReference reference in references)
        {
            if (reference.Kind is ReferenceKind.Address)
                AddInner(reference.Target);
            if (reference.Kind is ReferenceKind.SystemCall or ReferenceKind.LegacySystemCall)
                sites++;
        }
        return new(layout, begins, ends, first, references, inner, [.. pointers], scanner.Returns) { SystemCallSites = sites };

        void AddInner(ulong address)
        {
            if (address != 0 && Array.BinarySearch(begins, address) < 0)
                inner.Add(address);
        }
    }

    private bool[] FindReturning(List<ulong> returns)
    {
        bool[] may = new bool[FunctionCount];
        foreach (ulong address in returns)
            if (FunctionAt(address) is int function and >= 0)
                may[function] = true;
        Dictionary<int, List<int>> sources = [];
        Queue<int> work = [];
        for (int f = 0; f < FunctionCount; f++)
        {
            foreach (CodeReference reference in ReferencesOf(f))
            {
                if (reference.Kind == ReferenceKind.SlotJump)
                    may[f] |= Layout.Slots[reference.Target].Symbol is not string name || !s_noReturn.Contains(name);
                else if (reference.Kind is ReferenceKind.Jump or ReferenceKind.FallThrough
                         && FunctionAt(reference.Target) is int target and >= 0)
                    (sources.TryGetValue(target, out List<int>? list) ? list : sources[target] = []).Add(f);
            }
            if (may[f])
                work.Enqueue(f);
        }
        while (work.TryDequeue(out int function))
            foreach (int source in sources.GetValueOrDefault(function) ?? [])
                if (!may[source])
                {
                    may[source] = true;
                    work.Enqueue(source);
                }
        return may;
    }

    // Functions begin where symbols and unwind entries say, where a call leads, and, outside of what these cover, wherever
    // an address is taken and where code first appears.
    private static SortedSet<ulong> FindStarts(ImageLayout layout, CodeScanner scanner)
    {
        SortedSet<ulong> starts = [];
        foreach ((ulong start, _) in layout.Functions)
            starts.Add(start);
        List<(ulong Start, ulong End)> covered = Merge(layout.Functions);
        int references = scanner.References.Count;
        HashSet<ulong> data = [];
        for (int i = 0; i < references; i++)
        {
            CodeReference reference = scanner.References[i];
            bool call = reference.Kind == ReferenceKind.Call;
            if (!call && reference.Kind is not (ReferenceKind.Address or ReferenceKind.Jump))
                continue;
            // The unwind entry of a signal restorer begins one byte early (glibc, sigaction.c), in the middle of nothing.
            if (!call && IsCovered(covered, reference.Target)
                && (reference.Kind == ReferenceKind.Jump || scanner.IsInstruction(reference.Target)))
                continue;
            if (!call && reference.Kind == ReferenceKind.Jump && !layout.IsStub(reference.Target))
                continue;
            if (reference.Kind != ReferenceKind.Address || scanner.LooksLikeCode(reference.Target))
                AddStart(reference.Target);
            else
                data.Add(reference.Target);
        }
        foreach (ulong address in layout.Initializers)
            AddUncovered(address);
        foreach ((_, LoaderTarget target) in layout.Pointers)
            AddUncovered(target.Address);
        foreach (ulong address in PointerScan.AbsoluteWords(layout))
            if (scanner.IsInstruction(address) && !IsCovered(covered, address) && scanner.LooksLikeCode(address))
                starts.Add(address);
        foreach (List<ulong> addresses in layout.Exports.Values)
            starts.UnionWith(addresses);
        foreach ((ulong start, ulong end) in Gaps(layout, covered))
        {
            ulong first = scanner.SkipPadding(start, end);
            if (first < end)
                starts.Add(first);
        }
        // The stubs of a PLT follow each other: one begins wherever another ended.
        foreach ((ulong start, ulong end) in layout.Stubs)
            for (ulong at = start; at < end; at += 8)
                if (scanner.IsInstruction(at) && (at == start || !scanner.RunsOver(start, at, trustCalls: false)))
                    starts.Add(at);
        // A table belongs to no function; the one before it must not appear to be its address.
        scanner.References.RemoveAll(reference => reference.Kind == ReferenceKind.Address && data.Contains(reference.Target));
        scanner.References.Sort((a, b) => a.Site.CompareTo(b.Site));
        return starts;

        void AddStart(ulong address)
        {
            if (!scanner.IsInstruction(address))
                scanner.ScanOverlapped(address);
            starts.Add(address);
        }

        void AddUncovered(ulong address)
        {
            if (address != 0 && layout.IsCode(address) && !(IsCovered(covered, address) && scanner.IsInstruction(address)))
                AddStart(address);
        }
    }

    // A case of a switch may lie in the cold part of its function, which only the table leads to. Functions that are called
    // or pointed to are no such parts: what seems to lead into them is data behind a table.
    private static void AddTableJumps(ImageLayout layout, CodeScanner scanner, ulong[] starts, ulong[] ends)
    {
        HashSet<ulong> whole = [.. layout.Initializers];
        foreach (CodeReference reference in scanner.References)
            if (reference.Kind is ReferenceKind.Call or ReferenceKind.Address)
                whole.Add(reference.Target);
        foreach ((_, LoaderTarget target) in layout.Pointers)
            whole.Add(target.Address);
        foreach (List<ulong> addresses in layout.Exports.Values)
            whole.UnionWith(addresses);
        foreach (LoaderTarget target in layout.Slots.Values)
            whole.Add(target.Address);
        scanner.Tables.Sort((a, b) => a.Table.CompareTo(b.Table));
        for (int i = 0; i < scanner.Tables.Count; i++)
        {
            (ulong site, ulong table) = scanner.Tables[i];
            int next = i + 1;
            while (next < scanner.Tables.Count && scanner.Tables[next].Table == table)
                next++;
            ulong end = next < scanner.Tables.Count ? scanner.Tables[next].Table : ulong.MaxValue;
            int from = FunctionAt(starts, ends, site);
            foreach (ulong target in JumpTable.Read(layout, table, end))
                if (from >= 0 && FunctionAt(starts, ends, target) is int part and >= 0 && part != from
                    && !whole.Contains(starts[part]) && !layout.IsStub(target) && scanner.IsInstruction(target))
                    scanner.References.Add(new(site, target, ReferenceKind.Jump));
        }
        scanner.References.Sort((a, b) => a.Site.CompareTo(b.Site));
    }

    private static int FunctionAt(ulong[] starts, ulong[] ends, ulong address)
    {
        int index = Array.BinarySearch(starts, address);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && address < ends[index] ? index : -1;
    }

    private static ulong[] FindEnds(ImageLayout layout, ulong[] starts)
    {
        ulong[] ends = new ulong[starts.Length];
        List<(ulong Start, ulong End)> covered = Merge(layout.Functions);
        int range = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            ulong limit = starts[i];
            foreach (CodeSpan span in layout.Code)
                if (starts[i] - span.Start < (ulong)span.Bytes.Length)
                    limit = span.End;
            while (range < covered.Count && covered[range].End <= starts[i])
                range++;
            if (range < covered.Count && covered[range].Start <= starts[i])
                limit = Math.Min(limit, covered[range].End);
            ends[i] = i + 1 < starts.Length ? Math.Min(limit, starts[i + 1]) : limit;
        }
        return ends;
    }

    private static (CodeReference[] References, int[] First) Attribute(
        ImageLayout layout, CodeScanner scanner, ulong[] starts, ulong[] ends)
    {
        List<CodeReference> all = scanner.References;
        List<CodeReference> kept = new(all.Count / 2);
        int[] first = new int[starts.Length + 1];
        HashSet<ulong> described = [];
        foreach ((ulong start, _) in layout.Functions)
            described.Add(start);
        int next = 0;
        for (int f = 0; f < starts.Length; f++)
        {
            first[f] = kept.Count;
            while (next < all.Count && all[next].Site < starts[f])
                next++;
            for (; next < all.Count && all[next].Site < ends[f]; next++)
            {
                CodeReference reference = all[next];
                if (reference.Kind == ReferenceKind.Jump && reference.Target >= starts[f] && reference.Target < ends[f])
                    continue;
                kept.Add(reference);
            }
            if (f + 1 < starts.Length && ends[f] == starts[f + 1] && ends[f] > starts[f]
                && scanner.RunsOver(starts[f], ends[f], trustCalls: described.Contains(starts[f + 1])))
                kept.Add(new(scanner.LastInstruction(starts[f], ends[f]), starts[f + 1], ReferenceKind.FallThrough));
        }
        first[starts.Length] = kept.Count;
        return ([.. kept], first);
    }

    private static List<(ulong Start, ulong End)> Merge(IReadOnlyList<(ulong Start, ulong End)> sorted)
    {
        List<(ulong Start, ulong End)> merged = [];
        foreach ((ulong start, ulong end) in sorted)
            if (end <= start)
                continue;
            else if (merged.Count != 0 && start < merged[^1].End)
                merged[^1] = (merged[^1].Start, Math.Max(end, merged[^1].End));
            else
                merged.Add((start, end));
        return merged;
    }

    private static bool IsCovered(List<(ulong Start, ulong End)> covered, ulong address)
    {
        int low = 0, high = covered.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (address < covered[middle].Start)
                high = middle - 1;
            else if (address >= covered[middle].End)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    private static IEnumerable<(ulong Start, ulong End)> Gaps(ImageLayout layout, List<(ulong Start, ulong End)> covered)
    {
        int range = 0;
        foreach (CodeSpan span in layout.Code)
        {
            ulong at = span.Start;
            while (range < covered.Count && covered[range].Start < span.End)
            {
                if (covered[range].Start > at)
                    yield return (at, covered[range].Start);
                at = Math.Max(at, covered[range].End);
                range++;
            }
            if (at < span.End)
                yield return (at, span.End);
        }
    }
}
