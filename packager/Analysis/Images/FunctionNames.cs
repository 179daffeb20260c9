using System;
using System.Collections.Generic;
using System.Globalization;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>Names for addresses, from whichever symbols the file still has.</summary>
internal sealed class FunctionNames
{
    private readonly List<(ulong Start, ulong End, ElfSymbol Symbol)> _symbols = [];

    public FunctionNames(ElfFile file)
    {
        Add(file.Symbols);
        Add(file.DynamicSymbols);
        _symbols.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : CompareNames(a.Symbol, b.Symbol));
    }

    /// <summary><c>name+0x12</c>, or <c>0x1234</c> where no function symbol covers the address.</summary>
    public string Describe(ulong address)
    {
        int low = 0, high = _symbols.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_symbols[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == 0)
            return Hex(address);
        int best = low - 1;
        // Of several names for one address take the first in order, which is the same in every run.
        while (best > 0 && _symbols[best - 1].Start == _symbols[best].Start)
            best--;
        (ulong start, ulong end, ElfSymbol symbol) = _symbols[best];
        if (address >= end && address != start)
            return Hex(address);
        return address == start ? symbol.Name : symbol.Name + "+" + Hex(address - start);
    }

    private static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    // Fewer leading underscores first: "open" says more than "__open64_nocancel".
    private static int CompareNames(ElfSymbol a, ElfSymbol b)
    {
        int byLength = a.NameBytes.Length.CompareTo(b.NameBytes.Length);
        return byLength != 0 ? byLength : a.NameBytes.Span.SequenceCompareTo(b.NameBytes.Span);
    }

    private void Add(ElfSymbolTable symbols)
    {
        foreach (ElfSymbol symbol in symbols)
            if (symbol.IsDefined && symbol.IsFunction && !symbol.NameBytes.IsEmpty)
                _symbols.Add((symbol.Value, symbol.Value + Math.Min(symbol.Size, int.MaxValue), symbol));
    }
}
