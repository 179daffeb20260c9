using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// Which addresses near the sites something may jump to. Knowing all branches of a program needs all of it disassembled;
/// asking about a few addresses does not: whatever could lead there holds the address in one of a few forms, so every
/// place that has such a form counts, instruction or not. A false alarm costs a better patch, never correctness.
/// </summary>
internal sealed class BranchTargets
{
    /// <summary>Jump tables longer than this in total are read as "everything is a target": no real program has them.</summary>
    private const int TableEntryBudget = 32 << 20;

    private readonly ElfFile _file;
    private readonly IReadOnlyList<CodeRegion> _regions;
    private readonly ulong _base;
    private readonly ulong[] _asked;
    private readonly ulong _span;
    private readonly HashSet<ulong> _targets = [];
    private bool _everything;

    public BranchTargets(ElfFile file, IReadOnlyList<CodeRegion> regions)
    {
        _file = file;
        _regions = regions;
        _base = regions[0].Address;
        // Executable segments that lie absurdly far apart must not decide how much memory this takes.
        ulong limit = Math.Max(64UL << 20, (ulong)file.Data.Length * 4);
        _span = Math.Min(regions[^1].End - _base, limit);
        _asked = new ulong[(_span / 64) + 1];
    }

    public bool Contains(ulong address) => _everything || _targets.Contains(address);

    /// <summary>Announces an address that will be asked for; all of them before <see cref="Search"/>.</summary>
    public void Ask(ulong address)
    {
        ulong index = address - _base;
        if (index < _span)
        {
            _asked[index / 64] |= 1UL << (int)(index % 64);
        }
        else
        {
            _targets.Add(address); // too far to be kept track of: taken for a target
        }
    }

    /// <summary>Looks through the whole file once.</summary>
    public void Search(CodeMap map, IEnumerable<Neighbourhood> neighbourhoods)
    {
        foreach (Neighbourhood code in neighbourhoods)
        {
            AddDecodedBranches(code);
        }

        AddSymbolsAndRelocations();
        AddLandingPads(map);
        var tables = new HashSet<ulong>();
        foreach (CodeRegion region in _regions)
        {
            AddRelativeFields(region, tables);
        }

        AddJumpTables(tables);
        AddDataWords();
        if (!_file.IsPositionIndependent)
        {
            AddAbsoluteWords();
        }
    }

    private void Mark(ulong address)
    {
        if (IsAsked(address))
        {
            _targets.Add(address);
        }
    }

    private bool IsAsked(ulong address)
    {
        ulong index = address - _base;
        return index < _span && (_asked[index / 64] >> (int)(index % 64) & 1) != 0;
    }

    private void AddDecodedBranches(Neighbourhood code)
    {
        foreach (Instruction instruction in code.Instructions)
        {
            if (instruction.IsJmpShort || instruction.IsJccShort || instruction.IsLoop || instruction.IsLoopcc || instruction.IsJcxShort)
            {
                Mark(instruction.NearBranchTarget);
            }
        }

        // What the sweep did not decode is searched by its bytes: all of it when the sweep lost its way, else the edges.
        const ulong Reach = 160;
        ulong low = code.Instructions.Count == 0 ? code.Start : code.Instructions[0].IP;
        ulong high = code.Instructions.Count == 0 ? code.Start : code.Instructions[^1].NextIP;
        ulong from = Math.Max(code.Region.Address, low > Reach ? low - Reach : 0);
        ulong to = Math.Min(code.Region.End, high + Reach);
        if (code.IsClean)
        {
            AddShortBranchBytes(code.Region, from, Math.Max(from, code.Start));
            AddShortBranchBytes(code.Region, Math.Min(to, code.End), to);
        }
        else
        {
            AddShortBranchBytes(code.Region, from, to);
        }
    }

    private void AddShortBranchBytes(CodeRegion region, ulong from, ulong to)
    {
        ReadOnlySpan<byte> bytes = _file.Data.Span;
        for (ulong at = from; at + 2 <= to; at++)
        {
            byte opcode = bytes[region.OffsetOf(at)];
            if (opcode == 0xeb || (opcode & 0xf0) == 0x70 || (opcode & 0xfc) == 0xe0)
            {
                Mark(at + 2 + (ulong)(sbyte)bytes[region.OffsetOf(at) + 1]);
            }
        }
    }

    private void AddSymbolsAndRelocations()
    {
        Mark(_file.Header.Entry);
        Mark(_file.Dynamic.Init);
        Mark(_file.Dynamic.Fini);
        foreach (ElfSymbolTable table in (ReadOnlySpan<ElfSymbolTable>)[_file.Symbols, _file.DynamicSymbols])
        {
            foreach (ElfSymbol symbol in table)
            {
                Mark(symbol.Value);
            }
        }

        foreach (ElfRelocation relocation in _file.DynamicRelocations)
        {
            ulong value = relocation.SymbolIndex != 0 && relocation.SymbolIndex < _file.DynamicSymbols.Count
                ? _file.DynamicSymbols[(int)relocation.SymbolIndex].Value
                : 0;
            Mark(value + (ulong)relocation.Addend);
        }
    }

    private void AddLandingPads(CodeMap map)
    {
        var pads = new List<ulong>();
        foreach (ElfFrame frame in map.Frames)
        {
            if (frame.LanguageData != 0)
            {
                ElfFrames.AddLandingPads(_file, frame, pads);
            }

            if (pads.Count > _file.Data.Length)
            {
                _everything = true; // tables that share their entries absurdly often
                return;
            }
        }

        foreach (ulong pad in pads)
        {
            Mark(pad);
        }
    }

    /// <summary>
    /// Every four bytes of code after an opcode that takes a distance, if they lead to an asked address: calls, jumps,
    /// conditional jumps and address computations, at whatever alignment. Addresses computed by <c>lea</c> may be tables.
    /// </summary>
    private void AddRelativeFields(CodeRegion region, HashSet<ulong> tables)
    {
        ReadOnlySpan<byte> code = _file.Data.Span.Slice(region.Offset, region.Length);
        ulong fieldEnd = region.Address + 5;
        for (int i = 1; i + 4 <= code.Length; i++, fieldEnd++)
        {
            byte before = i > 1 ? code[i - 2] : (byte)0;
            bool isAddress = IsAddressComputation(before, code[i - 1]);
            if (!isAddress && !IsBranch(before, code[i - 1]))
            {
                continue;
            }

            ulong target = fieldEnd + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(code[i..]);
            Mark(target);
            if (isAddress)
            {
                tables.Add(target);
            }
        }
    }

    /// <summary>Whether the two bytes before a distance can end the opcode of call, jmp, jcc or xbegin: there is no other.</summary>
    private static bool IsBranch(byte before, byte last) =>
        (last & 0xfe) == 0xe8 || (before == 0x0f && (last & 0xf0) == 0x80) || (before == 0xc7 && last == 0xf8);

    /// <summary>Whether they can be <c>lea</c> with an operand relative to RIP.</summary>
    private static bool IsAddressComputation(byte before, byte last) => before == 0x8d && (last & 0xc7) == 5;

    /// <summary>
    /// Tables of 32-bit distances from the table itself, as compilers write a <c>switch</c> in position-independent code.
    /// Their length is unknown: a table goes on for as long as its entries lead into code.
    /// </summary>
    private void AddJumpTables(HashSet<ulong> tables)
    {
        int budget = TableEntryBudget;
        foreach (ulong table in tables)
        {
            ReadOnlySpan<byte> entries = _file.BytesFrom(table).Span;
            for (int i = 0; i + 4 <= entries.Length; i += 4)
            {
                ulong target = table + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(entries[i..]);
                if (target - _base >= _span)
                {
                    break;
                }

                Mark(target);
                if (--budget == 0)
                {
                    _everything = true;
                    return;
                }
            }
        }
    }

    /// <summary>Aligned words of data that hold a distance from themselves.</summary>
    private void AddDataWords()
    {
        foreach (ElfSegment segment in _file.LoadSegments)
        {
            if (segment.IsCode)
            {
                continue;
            }

            ReadOnlySpan<byte> data = _file.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize);
            for (int i = (int)(-(long)segment.Address & 3); i + 4 <= data.Length; i += 4)
            {
                Mark(segment.Address + (ulong)i + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(data[i..]));
            }
        }
    }

    /// <summary>In a program at fixed addresses, any four bytes anywhere may be an address.</summary>
    private void AddAbsoluteWords()
    {
        foreach (ElfSegment segment in _file.LoadSegments)
        {
            ReadOnlySpan<byte> bytes = _file.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize);
            for (int i = 0; i + 4 <= bytes.Length; i++)
            {
                Mark(BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
            }
        }
    }
}
