using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Iced.Intel;

namespace LiteBox.Packager.Rewriting;

/// <summary>Writes the trampoline segment of <see cref="TrampolineFormat"/> and patches the sites.</summary>
internal sealed class TrampolineWriter
{
    private const int JumpSize = 5;
    private const byte JumpNear = 0xe9, JumpShort = 0xeb, Breakpoint = 0xcc, NoOperation = 0x90;

    private readonly byte[] _file;
    private readonly ulong _address;
    private readonly int _entrySlot;
    private byte[] _segment = [];
    private int _length;

    /// <summary>Creates a writer.</summary>
    /// <param name="file">The bytes to patch.</param>
    /// <param name="address">Virtual address of the segment.</param>
    /// <param name="entrySlot">See <see cref="RewriteOptions.EntrySlot"/>.</param>
    public TrampolineWriter(byte[] file, ulong address, int entrySlot)
    {
        _file = file;
        _address = address;
        _entrySlot = entrySlot;
    }

    /// <summary>Patches all sites and gives the bytes of the segment.</summary>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<Site> sites)
    {
        var traps = new List<int>();
        int jumps = 0;
        foreach (Site site in sites)
        {
            if (site.Kind is SiteKind.Jump or SiteKind.ShortJump)
            {
                jumps++;
            }

            if (BecomesTrap(site))
            {
                traps.Add(Relative(site.Address));
            }
        }

        int siteTable = TrampolineFormat.HeaderSize;
        int trapTable = siteTable + (jumps * TrampolineFormat.SiteSize);
        int code = Align(trapTable + (traps.Count * TrampolineFormat.TrapSize), 16);
        _segment = new byte[Math.Max(4096, code + (jumps * 32))];
        _length = code;
        int entry = siteTable;
        foreach (Site site in sites)
        {
            if (site.Kind != SiteKind.Embedded)
            {
                _file.AsSpan(site.Code.Region.OffsetOf(site.Address) - site.Prefixes, site.Prefixes).Fill(NoOperation);
            }

            if (site.Kind is SiteKind.Jump or SiteKind.ShortJump)
            {
                WriteTrampoline(site, entry);
                entry += TrampolineFormat.SiteSize;
            }
            else if (site.Kind is SiteKind.Trap or SiteKind.Legacy)
            {
                WriteUd2(site);
            }
        }

        traps.Sort();
        for (int i = 0; i < traps.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_segment.AsSpan(trapTable + (i * TrampolineFormat.TrapSize)), traps[i]);
        }

        WriteHeader(jumps, siteTable, traps.Count, trapTable, code);
        return _segment.AsMemory(0, _length);
    }

    /// <summary>Whether the two bytes of the site become a <c>ud2</c> that is a system call.</summary>
    private static bool BecomesTrap(Site site) =>
        site.Kind == SiteKind.Trap || (site.Kind == SiteKind.Jump && site.Address >= site.Window.Start + JumpSize);

    private static int Align(int value, int alignment) => (value + alignment - 1) & -alignment;

    private int Relative(ulong address) => Distance(_address, address);

    /// <summary>A 32-bit displacement; the planner has made sure that it fits.</summary>
    private static int Distance(ulong from, ulong to)
    {
        long distance = (long)(to - from);
        return checked((int)distance);
    }

    private void WriteHeader(int sites, int siteTable, int traps, int trapTable, int code)
    {
        Span<byte> header = _segment.AsSpan(0, TrampolineFormat.HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(header, TrampolineFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], TrampolineFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _entrySlot);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], sites);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], siteTable);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], traps);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], trapTable);
        BinaryPrimitives.WriteInt32LittleEndian(header[32..], code);
        BinaryPrimitives.WriteInt32LittleEndian(header[36..], _length);
    }

    private void WriteTrampoline(Site site, int entry)
    {
        _length = Align(_length, 8);
        int start = _length;
        Move(site.Code, site.Window.Start, site.Address);
        int gate = _length;
        bool returnsHere = site.ReturnsInTrampoline;
        ulong back = returnsHere ? _address + (ulong)(gate + TrampolineFormat.GateSize) : site.Address + 2;
        WriteGate(back);
        if (returnsHere)
        {
            Move(site.Code, site.Address + 2, site.Window.End);
            Reserve(JumpSize);
            WriteJump(_segment.AsSpan(_length), _address + (ulong)_length, site.Window.End);
            _length += JumpSize;
        }

        PatchSite(site, _address + (ulong)start);
        bool resumes = site.Address == site.Window.Start || BecomesTrap(site);
        Span<byte> record = _segment.AsSpan(entry, TrampolineFormat.SiteSize);
        BinaryPrimitives.WriteInt32LittleEndian(record, start);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], Relative(site.Window.Start));
        record[8] = (byte)(gate - start);
        record[9] = (byte)(site.Address - site.Window.Start);
        record[10] = (byte)((resumes ? TrampolineFormat.SiteResumes : 0)
            | (returnsHere ? TrampolineFormat.ReturnsInTrampoline : 0));
    }

    /// <summary><c>lea rcx, [back]; jmp qword ptr gs:[slot]</c>: RCX is what the <c>syscall</c> instruction leaves there.</summary>
    private void WriteGate(ulong back)
    {
        const int LeaSize = 7;
        Reserve(TrampolineFormat.GateSize);
        Span<byte> target = _segment.AsSpan(_length);
        ((ReadOnlySpan<byte>)[0x48, 0x8d, 0x0d]).CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[3..], Distance(_address + (ulong)_length + LeaSize, back));
        ((ReadOnlySpan<byte>)[0x65, 0xff, 0x24, 0x25]).CopyTo(target[LeaSize..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[(LeaSize + 4)..], _entrySlot);
        _length += TrampolineFormat.GateSize;
    }

    /// <summary>Copies instructions; only a RIP-relative operand depends on where an instruction stands.</summary>
    private void Move(Neighbourhood code, ulong from, ulong to)
    {
        if (from == to)
        {
            return;
        }

        int offset = code.Region.OffsetOf(from);
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(_file, offset, (int)(to - from)));
        decoder.IP = from;
        while (decoder.IP < to)
        {
            decoder.Decode(out Instruction instruction);
            Reserve(instruction.Length);
            Span<byte> target = _segment.AsSpan(_length, instruction.Length);
            _file.AsSpan(code.Region.OffsetOf(instruction.IP), instruction.Length).CopyTo(target);
            if (instruction.IsIPRelativeMemoryOperand)
            {
                ulong next = _address + (ulong)(_length + instruction.Length);
                int displacement = Distance(next, instruction.IPRelativeMemoryAddress);
                BinaryPrimitives.WriteInt32LittleEndian(
                    target[decoder.GetConstantOffsets(instruction).DisplacementOffset..], displacement);
            }

            _length += instruction.Length;
        }
    }

    private void PatchSite(Site site, ulong trampoline)
    {
        CodeRegion region = site.Code.Region;
        if (site.Kind == SiteKind.ShortJump)
        {
            WriteJump(_file.AsSpan(region.OffsetOf(site.Gap)), site.Gap, trampoline);
            int at = region.OffsetOf(site.Address);
            _file[at] = JumpShort;
            _file[at + 1] = (byte)(sbyte)(long)(site.Gap - (site.Address + 2));
            return;
        }

        WriteJump(_file.AsSpan(region.OffsetOf(site.Window.Start)), site.Window.Start, trampoline);

        // Whole instructions that the jump leaves standing stay as they are, so that a jump to one of them still works;
        // the rest of the one it cuts can only be reached by mistake.
        for (ulong at = site.Window.Start + JumpSize; at < site.Window.End && site.Code.IndexOf(at) < 0; at++)
        {
            _file[region.OffsetOf(at)] = Breakpoint;
        }

        if (BecomesTrap(site))
        {
            WriteUd2(site);
        }
    }

    private void WriteUd2(Site site)
    {
        int at = site.Code.Region.OffsetOf(site.Address);
        _file[at] = 0x0f;
        _file[at + 1] = 0x0b;
    }

    private static void WriteJump(Span<byte> target, ulong at, ulong to)
    {
        target[0] = JumpNear;
        BinaryPrimitives.WriteInt32LittleEndian(target[1..], Distance(at + JumpSize, to));
    }

    private void Reserve(int count)
    {
        if (_segment.Length - _length < count)
        {
            Array.Resize(ref _segment, (_segment.Length * 2) + count);
        }
    }
}
