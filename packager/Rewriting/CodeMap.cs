using System;
using System.Collections.Generic;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// What symbols, unwind tables and sections say about where functions begin and end. Everything here is a hint about
/// where disassembly may start and which bytes are surely code; none of it is needed for a file to be rewritten.
/// </summary>
internal sealed class CodeMap
{
    private readonly List<ulong> _starts = [];
    private readonly AddressIntervals _functions = new();
    private readonly AddressIntervals _data = new();
    private readonly ElfFile _file;
    private List<ElfSymbol>? _symbols;

    public CodeMap(ElfFile file)
    {
        _file = file;
        Frames = ElfFrames.Read(file);
        foreach (ElfFrame frame in Frames)
        {
            // A signal frame begins in the middle of the padding before its code: no place to start disassembly.
            if (!frame.IsSignalFrame)
            {
                AddFunction(frame.Start, frame.Size);
            }
            else if (frame.Size != 0)
            {
                _functions.Add(frame.Start, frame.Start + frame.Size);
            }
        }

        AddSymbols(file.Symbols);
        AddSymbols(file.DynamicSymbols);
        AddSectionsAndEntries();
        AddTables();
        _starts.Sort();
        _functions.Sort();
        _data.Sort();
    }

    /// <summary>The frames of the unwind tables.</summary>
    public IReadOnlyList<ElfFrame> Frames { get; }

    /// <summary>The stretch of code around an address in which one linear sweep is meaningful.</summary>
    public (ulong Start, ulong End) RangeAt(ulong address, ulong regionStart, ulong regionEnd)
    {
        int next = UpperBound(_starts, address);
        ulong start = next > 0 ? _starts[next - 1] : regionStart;
        ulong end = next < _starts.Count ? _starts[next] : regionEnd;
        return (Math.Max(start, regionStart), Math.Min(end, regionEnd));
    }

    /// <summary>Whether a frame or a symbol with a size says that the address is code.</summary>
    public bool IsKnownCode(ulong address) => _functions.Contains(address);

    /// <summary>
    /// Whether the address is data for sure: tables in hand-written cryptography that symbols name, and read-only data and
    /// dynamic tables where a linker put them into the executable segment.
    /// </summary>
    public bool IsKnownData(ulong address) => _data.Contains(address);

    /// <summary>The gaps between known functions that begin within a distance of an address.</summary>
    public IEnumerable<(ulong Start, ulong End, ulong FunctionBefore)> GapsNear(ulong address, ulong distance) =>
        _functions.GapsNear(address, distance);

    /// <summary>The function an address is in, as <c>name+0x1f</c>; null when no symbol covers it.</summary>
    public string? Describe(ulong address)
    {
        _symbols ??= SortedSymbols();
        int low = 0, high = _symbols.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_symbols[middle].Value <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        // Aliases share an address and a function may hold a smaller one: the nearest few are enough.
        for (int i = low - 1; i >= 0 && i >= low - 8; i--)
        {
            ElfSymbol symbol = _symbols[i];
            if (address == symbol.Value || address - symbol.Value < symbol.Size)
            {
                return address == symbol.Value ? symbol.Name : FormattableString.Invariant($"{symbol.Name}+0x{address - symbol.Value:x}");
            }
        }

        return null;
    }

    private void AddFunction(ulong start, ulong size)
    {
        // Ends are no starts: hand-written code ends its frame before the `syscall` that abandons the stack (glibc's clone3).
        _starts.Add(start);
        if (size != 0 && start + size > start)
        {
            _functions.Add(start, start + size);
        }
    }

    private void AddSymbols(ElfSymbolTable symbols)
    {
        foreach (ElfSymbol symbol in symbols)
        {
            if (symbol.IsFunction && symbol.IsDefined)
            {
                AddFunction(symbol.Value, symbol.Size);
            }
            else if (symbol.Type == ElfSymbolType.Object && symbol.IsDefined)
            {
                AddData(symbol.Value, symbol.Size);
            }
        }
    }

    private void AddSectionsAndEntries()
    {
        foreach (ElfSection section in _file.Sections)
        {
            if ((section.Flags & ElfSectionFlags.Execute) != 0 && section.Type == ElfSectionType.ProgBits)
            {
                _starts.Add(section.Address);
                _starts.Add(section.Address + section.Size);
            }
            else if ((section.Flags & ElfSectionFlags.Alloc) != 0 && section.Type != ElfSectionType.NoBits)
            {
                AddData(section.Address, section.Size);
            }
        }

        _starts.Add(_file.Header.Entry);
        _starts.Add(_file.Dynamic.Init);
        _starts.Add(_file.Dynamic.Fini);
    }

    /// <summary>What a file without section headers still says about its data.</summary>
    private void AddTables()
    {
        foreach (ElfSegment segment in _file.Segments)
        {
            if (segment.Type is ElfSegmentType.Interpreter or ElfSegmentType.Note or ElfSegmentType.Dynamic
                or ElfSegmentType.GnuEhFrame or ElfSegmentType.ProgramHeaders)
            {
                AddData(segment.Address, segment.MemorySize);
            }
            else if (segment.Type == ElfSegmentType.Load && segment.Offset == 0)
            {
                AddData(segment.Address, ElfHeader.ByteSize);
            }
        }

        ElfDynamic dynamic = _file.Dynamic;
        AddData(dynamic.Find(ElfDynamicTag.SymbolTable) ?? 0, (ulong)dynamic.Symbols.Count * ElfSymbol.ByteSize);
        AddData(dynamic.Find(ElfDynamicTag.StringTable) ?? 0, dynamic.Find(ElfDynamicTag.StringTableSize) ?? 0);
        AddData(dynamic.Find(ElfDynamicTag.Rela) ?? 0, dynamic.Find(ElfDynamicTag.RelaSize) ?? 0);
        AddData(dynamic.Find(ElfDynamicTag.JumpRelocations) ?? 0, dynamic.Find(ElfDynamicTag.PltRelocationSize) ?? 0);
        AddData(dynamic.Find(ElfDynamicTag.VersionSymbols) ?? 0, (ulong)dynamic.Symbols.Count * 2);
    }

    private void AddData(ulong start, ulong size)
    {
        if (start != 0 && start + size > start)
        {
            _data.Add(start, start + size);
        }
    }

    private List<ElfSymbol> SortedSymbols()
    {
        var symbols = new List<ElfSymbol>();
        foreach (ElfSymbolTable table in (ReadOnlySpan<ElfSymbolTable>)[_file.Symbols, _file.DynamicSymbols])
        {
            foreach (ElfSymbol symbol in table)
            {
                if (symbol.IsFunction && symbol.IsDefined)
                {
                    symbols.Add(symbol);
                }
            }
        }

        symbols.Sort((a, b) => (a.Value, a.Index).CompareTo((b.Value, b.Index)));
        return symbols;
    }

    private static int UpperBound(List<ulong> sorted, ulong value)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
