using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// What an ELF file says about its code before any of it is disassembled: where code is, where functions begin and end,
/// which words of data the loader points at code, and what runs at start and exit.
/// </summary>
internal sealed class ImageLayout
{
    private readonly List<CodeSpan> _code = [];
    private readonly List<(ulong Start, ulong End)> _functions = [];
    private readonly List<(ulong Start, ulong End)> _stubs = [];
    private readonly List<(ulong Start, ulong End)> _globalOffsets = [];
    private readonly Dictionary<ulong, LoaderTarget> _slots = [];
    private readonly List<(ulong At, LoaderTarget Target)> _pointers = [];
    private readonly List<ulong> _initializers = [];
    private readonly Dictionary<string, List<ulong>> _exports = [];
    private readonly HashSet<ulong> _relocated = [];
    private Dictionary<ulong, ulong>? _localPointers;

    public ImageLayout(ElfFile file)
    {
        File = file;
        ReadSections();
        ReadUnwindTable();
        ReadSymbols(file.Symbols, exported: false);
        ReadSymbols(file.DynamicSymbols, exported: true);
        ReadRelocations();
        ReadInitializers();
        _functions.Sort();
    }

    public ElfFile File { get; }

    /// <summary>Executable bytes, ascending.</summary>
    public IReadOnlyList<CodeSpan> Code => _code;

    /// <summary>Ranges of functions as unwind table and symbols give them, ascending by start; they may overlap.</summary>
    public IReadOnlyList<(ulong Start, ulong End)> Functions => _functions;

    /// <summary>Ranges of PLT stubs: many little functions that one unwind entry describes.</summary>
    public IReadOnlyList<(ulong Start, ulong End)> Stubs => _stubs;

    /// <summary>Words of the global offset table: code reads each by its own address, so it counts when it is read.</summary>
    public IReadOnlyDictionary<ulong, LoaderTarget> Slots => _slots;

    /// <summary>Words of data that point at code once loaded.</summary>
    public IReadOnlyList<(ulong At, LoaderTarget Target)> Pointers => _pointers;

    /// <summary>Functions that the loader calls: DT_INIT, DT_FINI, the arrays, the entry point.</summary>
    public IReadOnlyList<ulong> Initializers => _initializers;

    /// <summary>Code that other images find by name; one name may have several versions.</summary>
    public IReadOnlyDictionary<string, List<ulong>> Exports => _exports;

    /// <summary>Whether any relocation fills the word in: then the bytes of the file are not its value.</summary>
    public bool IsRelocated(ulong address) => _relocated.Contains(address);

    /// <summary>The word that the loader leaves at an address, where it is an address of the same image.</summary>
    public bool TryReadPointer(ulong address, out ulong value)
    {
        if (!IsRelocated(address))
            return File.TryReadUInt64(address, out value);
        _localPointers ??= CollectLocalPointers();
        return _localPointers.TryGetValue(address, out value);
    }

    /// <summary>The end of the data object at an address: by its symbol, else the end of its section or segment.</summary>
    public ulong EndOfObject(ulong address)
    {
        foreach (ElfSymbolTable table in (ReadOnlySpan<ElfSymbolTable>)[File.Symbols, File.DynamicSymbols])
            foreach (ElfSymbol symbol in table)
                if (symbol.Type == ElfSymbolType.Object && symbol.Value == address && symbol.Size != 0)
                    return address + Math.Min(symbol.Size, int.MaxValue);
        foreach (ElfSection section in File.Sections)
            if ((section.Flags & ElfSectionFlags.Alloc) != 0 && address - section.Address < section.Size)
                return section.Address + section.Size;
        return File.SegmentAt(address) is ElfSegment segment ? segment.Address + segment.FileSize : address;
    }

    /// <summary>Whether code starts at this address or contains it.</summary>
    public bool IsCode(ulong address)
    {
        foreach (CodeSpan span in _code)
            if (address - span.Start < (ulong)span.Bytes.Length)
                return true;
        return false;
    }

    private bool IsGlobalOffsetTable(ulong address) => Contains(_globalOffsets, address);

    public bool IsStartOfGlobalOffsetTable(ulong address) =>
        !_relocated.Contains(address) && _globalOffsets.Exists(range => range.Start == address);

    public bool IsStub(ulong address) => Contains(_stubs, address);

    /// <summary>Bytes that are not code and may hold addresses of code, with where they are loaded.</summary>
    public IEnumerable<CodeSpan> Data()
    {
        bool sections = false;
        foreach (ElfSection section in File.Sections)
        {
            if ((section.Flags & (ElfSectionFlags.Alloc | ElfSectionFlags.Execute)) != ElfSectionFlags.Alloc)
                continue;
            sections = true;
            // Unwind tables give the start of every function, and nothing calls what they name.
            if (section.Type is ElfSectionType.NoBits or ElfSectionType.Rela or ElfSectionType.Rel or ElfSectionType.DynamicSymbols
                || section.Name is ".eh_frame" or ".eh_frame_hdr" or ".gcc_except_table" or ".dynstr" or ".gnu.hash")
                continue;
            yield return new(section.Address, section.Bytes);
        }
        if (sections)
            yield break;
        (ulong unwindStart, ulong unwindEnd) = UnwindRange();
        foreach (ElfSegment segment in File.LoadSegments)
        {
            if (segment.IsCode && _code.Count != 0)
                continue;
            ReadOnlyMemory<byte> bytes = File.Data.Slice((int)segment.Offset, (int)segment.FileSize);
            if (unwindStart < segment.Address || unwindStart - segment.Address >= segment.FileSize)
            {
                yield return new(segment.Address, bytes);
                continue;
            }
            int start = (int)(unwindStart - segment.Address);
            int end = (int)Math.Min(unwindEnd - segment.Address, segment.FileSize);
            yield return new(segment.Address, bytes[..start]);
            yield return new(segment.Address + (ulong)end, bytes[end..]);
        }
    }

    private Dictionary<ulong, ulong> CollectLocalPointers()
    {
        Dictionary<ulong, ulong> pointers = [];
        foreach ((ulong at, LoaderTarget target) in _pointers)
            if (target.Symbol is null)
                pointers[at] = target.Address;
        return pointers;
    }

    private static bool Contains(List<(ulong Start, ulong End)> ranges, ulong address)
    {
        foreach ((ulong start, ulong end) in ranges)
            if (address >= start && address < end)
                return true;
        return false;
    }

    private void ReadSections()
    {
        foreach (ElfSection section in File.Sections)
        {
            if ((section.Flags & ElfSectionFlags.Alloc) == 0 || section.Size == 0 || section.Type == ElfSectionType.NoBits)
                continue;
            (ulong, ulong) range = (section.Address, section.Address + section.Size);
            if ((section.Flags & ElfSectionFlags.Execute) != 0)
            {
                _code.Add(new(section.Address, section.Bytes));
                if (section.Name.StartsWith(".plt", StringComparison.Ordinal) || section.Name == ".iplt")
                    _stubs.Add(range);
            }
            else if (section.Name is ".got" or ".got.plt")
            {
                _globalOffsets.Add(range);
            }
        }
        // Section headers are hints. Where they say less than the segments do, the segments are right.
        foreach (ElfSegment segment in File.LoadSegments)
            if (segment.IsCode && segment.FileSize != 0 && !SectionsCover(segment))
            {
                _code.RemoveAll(span => span.Start >= segment.Address && span.Start < segment.EndAddress);
                _code.Add(new(segment.Address, File.Data.Slice((int)segment.Offset, (int)segment.FileSize)));
            }
        _code.Sort((a, b) => a.Start.CompareTo(b.Start));
        // Hostile headers may describe the same bytes many times over.
        for (int i = _code.Count - 1; i > 0; i--)
            if (_code[i].Start < _code[i - 1].End)
                _code.RemoveAt(i);
    }

    private bool SectionsCover(ElfSegment segment)
    {
        bool any = false;
        foreach (CodeSpan span in _code)
            any |= span.Start >= segment.Address && span.End <= segment.Address + segment.FileSize
                && span.Bytes.Span.Overlaps(File.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize), out int skip)
                && (ulong)-skip == span.Start - segment.Address;
        return any;
    }

    private void ReadUnwindTable()
    {
        foreach (ElfFrame frame in ElfFrames.Read(File))
            if (IsCode(frame.Start) && !IsStub(frame.Start))
                _functions.Add((frame.Start, frame.Start + Math.Min(frame.Size, int.MaxValue)));
    }

    private (ulong Start, ulong End) UnwindRange()
    {
        if (File.FindSection(".eh_frame") is ElfSection section && section.Type != ElfSectionType.NoBits)
            return (section.Address, section.Address + section.Size);
        // .eh_frame_hdr: version, three encodings, then a pointer to the table, by custom relative to itself.
        if (File.FindSegment(ElfSegmentType.GnuEhFrame) is not ElfSegment header
            || !File.TryRead(header.Address, 8, out ReadOnlySpan<byte> bytes) || bytes[1] != 0x1b)
            return default;
        ulong start = header.Address + 4 + (ulong)(long)MemoryMarshal.Read<int>(bytes[4..]);
        return (start, start + (ulong)File.BytesFrom(start).Length);
    }

    private void ReadSymbols(ElfSymbolTable symbols, bool exported)
    {
        foreach (ElfSymbol symbol in symbols)
        {
            if (!symbol.IsDefined || symbol.SectionIndex == ElfSymbol.SectionAbsolute
                || symbol.Type is not (ElfSymbolType.Function or ElfSymbolType.IndirectFunction or ElfSymbolType.None)
                || !IsCode(symbol.Value))
                continue;
            if (symbol.IsFunction)
                _functions.Add((symbol.Value, symbol.Value + Math.Min(symbol.Size, int.MaxValue)));
            if (!exported || symbol.Binding == ElfSymbolBinding.Local)
                continue;
            string name = symbol.Name;
            if (!_exports.TryGetValue(name, out List<ulong>? addresses))
                _exports.Add(name, addresses = []);
            if (!addresses.Contains(symbol.Value))
                addresses.Add(symbol.Value);
        }
    }

    private void ReadRelocations()
    {
        ElfSymbolTable symbols = File.DynamicSymbols;
        foreach (ElfRelocation relocation in File.DynamicRelocations)
        {
            _relocated.Add(relocation.Offset);
            switch (relocation.Type)
            {
                case ElfRelocationType.JumpSlot or ElfRelocationType.GlobDat:
                    if (Symbol(symbols, relocation) is LoaderTarget bound)
                        _slots[relocation.Offset] = bound;
                    break;
                case ElfRelocationType.IndirectRelative:
                    // The loader runs the resolver whether or not the slot is ever used.
                    _initializers.Add((ulong)relocation.Addend);
                    _slots[relocation.Offset] = new(null, (ulong)relocation.Addend);
                    break;
                case ElfRelocationType.Relative:
                    LoaderTarget local = new(null, (ulong)relocation.Addend);
                    if (IsGlobalOffsetTable(relocation.Offset))
                        _slots[relocation.Offset] = local;
                    else if (IsCode(local.Address))
                        _pointers.Add((relocation.Offset, local));
                    break;
                case ElfRelocationType.Absolute64:
                    if (Symbol(symbols, relocation) is LoaderTarget named)
                        _pointers.Add((relocation.Offset, named));
                    break;
            }
        }
    }

    private static LoaderTarget? Symbol(ElfSymbolTable symbols, ElfRelocation relocation)
    {
        if (relocation.SymbolIndex == 0 || relocation.SymbolIndex >= (uint)symbols.Count)
            return null;
        ElfSymbol symbol = symbols[(int)relocation.SymbolIndex];
        if (symbol.IsDefined && (symbol.Binding == ElfSymbolBinding.Local || symbol.Visibility != ElfSymbolVisibility.Default))
            return new(null, symbol.Value);
        return symbol.Type is ElfSymbolType.Object or ElfSymbolType.Tls ? null : new(symbol.Name, symbol.IsDefined ? symbol.Value : 0);
    }

    private void ReadInitializers()
    {
        AddInitializer(File.Header.Entry);
        AddInitializer(File.Dynamic.Init);
        AddInitializer(File.Dynamic.Fini);
        // In a position-dependent program the words of the arrays are addresses; elsewhere relocations are, and those are
        // pointers in data already. Static programs have no dynamic table: their arrays are sections, and data as well.
        foreach (ElfAddressRange array in (ReadOnlySpan<ElfAddressRange>)
                 [File.Dynamic.PreInitArray, File.Dynamic.InitArray, File.Dynamic.FiniArray])
            for (ulong at = array.Address; at + 8 <= array.Address + array.Size; at += 8)
                if (File.TryReadUInt64(at, out ulong function))
                    AddInitializer(function);
    }

    private void AddInitializer(ulong address)
    {
        if (address != 0 && IsCode(address))
            _initializers.Add(address);
    }
}
