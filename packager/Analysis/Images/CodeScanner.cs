using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Iced.Intel;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// One linear sweep over all code of an image, taken up afresh at the start of every known function, that notes each
/// instruction which leads elsewhere.
/// </summary>
internal sealed class CodeScanner
{
    [Flags]
    private enum Mark : byte
    {
        Start = 1,
        EndsFlow = 2,
        Padding = 4,
        Call = 8,
    }

    private readonly ImageLayout _layout;
    private readonly bool _positionDependent;
    private readonly byte[][] _bytes;
    private readonly Mark[][] _marks;
    private readonly List<CodeReference> _references = [];

    private CodeScanner(ImageLayout layout)
    {
        _layout = layout;
        _positionDependent = layout.File.Header.Type == ElfType.Executable;
        _bytes = new byte[layout.Code.Count][];
        _marks = new Mark[layout.Code.Count][];
    }

    /// <summary>Everything in the image that refers to code, ascending by site.</summary>
    public List<CodeReference> References => _references;

    /// <summary>Where control may go back to a caller: returns, and jumps to what a register or memory holds.</summary>
    public List<ulong> Returns { get; } = [];

    /// <summary>Data whose address code takes and that begins with an address of code: what may be tables of jumps.</summary>
    public List<(ulong Site, ulong Table)> Tables { get; } = [];

    public static CodeScanner Scan(ImageLayout layout)
    {
        CodeScanner scanner = new(layout);
        for (int i = 0; i < layout.Code.Count; i++)
            scanner.ScanSpan(i);
        scanner._references.Sort((a, b) => a.Site.CompareTo(b.Site));
        return scanner;
    }

    /// <summary>Whether the sweep saw an instruction begin here.</summary>
    public bool IsInstruction(ulong address) => MarkAt(address).HasFlag(Mark.Start);

    /// <summary>The first address from this one on that is not padding, at most the end.</summary>
    public ulong SkipPadding(ulong address, ulong end)
    {
        while (address < end)
        {
            Mark mark = MarkAt(address);
            if ((mark & Mark.Start) != 0 && (mark & Mark.Padding) == 0)
                break;
            address++;
        }
        return address;
    }

    /// <summary>
    /// Decodes from an address that lies inside an instruction of the sweep until both agree again, as code may jump behind
    /// a prefix (the "lock" of glibc's optional atomics).
    /// </summary>
    public void ScanOverlapped(ulong address)
    {
        int span = SpanOf(address);
        if (span < 0)
            return;
        CodeSpan code = _layout.Code[span];
        Sweep(span, (int)(address - code.Start), code.Bytes.Length, stopWhenAligned: true);
    }

    /// <summary>
    /// Whether what begins here can be a function. Assemblers put tables between functions and code takes their addresses;
    /// followed as code, a table soon reaches what no program does.
    /// </summary>
    public bool LooksLikeCode(ulong address)
    {
        const int Enough = 200;
        HashSet<ulong> seen = [];
        Stack<ulong> work = new([address]);
        while (seen.Count < Enough && work.TryPop(out ulong at))
        {
            while (seen.Count < Enough && seen.Add(at))
            {
                int span = SpanOf(at);
                if (span < 0)
                    return false;
                CodeSpan code = _layout.Code[span];
                int from = (int)(at - code.Start);
                Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(_bytes[span], from, _bytes[span].Length - from), at);
                decoder.Decode(out Instruction instruction);
                if (instruction.IsInvalid || (instruction.IsPrivileged && instruction.Mnemonic != Mnemonic.Hlt)
                    || instruction.FlowControl == FlowControl.Interrupt && instruction.Mnemonic != Mnemonic.Int3
                    || instruction.IsIPRelativeMemoryOperand && _layout.File.SegmentAt(instruction.IPRelativeMemoryAddress) is null
                    || instruction.Op0Kind == OpKind.NearBranch64 && SpanOf(instruction.NearBranchTarget) < 0)
                    return false;
                if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call)
                    work.Push(instruction.NearBranchTarget);
                if (instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Return
                    or FlowControl.Exception or FlowControl.Interrupt)
                    break;
                at = instruction.NextIP;
            }
        }
        return true;
    }

    /// <summary>Whether control can run over the end of [start, end).</summary>
    public bool RunsOver(ulong start, ulong end, bool trustCalls)
    {
        for (ulong at = end - 1; at >= start && at <= end; at--)
        {
            Mark mark = MarkAt(at);
            if ((mark & Mark.Start) == 0 || (mark & Mark.Padding) != 0)
                continue;
            // A compiler ends a function with a call only when the callee does not return.
            return (mark & Mark.EndsFlow) == 0 && !(trustCalls && (mark & Mark.Call) != 0);
        }
        return true;
    }

    /// <summary>The address of the last instruction in [start, end).</summary>
    public ulong LastInstruction(ulong start, ulong end)
    {
        for (ulong at = end - 1; at > start && at < end; at--)
            if ((MarkAt(at) & Mark.Start) != 0)
                return at;
        return start;
    }

    private Mark MarkAt(ulong address)
    {
        int span = SpanOf(address);
        return span < 0 ? 0 : _marks[span][address - _layout.Code[span].Start];
    }

    private int SpanOf(ulong address)
    {
        IReadOnlyList<CodeSpan> code = _layout.Code;
        for (int i = 0; i < code.Count; i++)
            if (address - code[i].Start < (ulong)code[i].Bytes.Length)
                return i;
        return -1;
    }

    private void ScanSpan(int index)
    {
        CodeSpan span = _layout.Code[index];
        _bytes[index] = MemoryMarshal.TryGetArray(span.Bytes, out ArraySegment<byte> segment) && segment.Offset == 0
            && segment.Count == segment.Array!.Length ? segment.Array : span.Bytes.ToArray();
        _marks[index] = new Mark[span.Bytes.Length];
        int position = 0;
        IReadOnlyList<(ulong Start, ulong End)> functions = _layout.Functions;
        for (int f = 0; f < functions.Count && position < span.Bytes.Length; f++)
        {
            if (functions[f].Start < span.Start || functions[f].Start >= span.End)
                continue;
            int start = (int)(functions[f].Start - span.Start);
            if (start <= position)
                continue;
            Sweep(index, position, start, stopWhenAligned: false);
            position = start;
        }
        Sweep(index, position, span.Bytes.Length, stopWhenAligned: false);
    }

    private void Sweep(int index, int from, int to, bool stopWhenAligned)
    {
        CodeSpan span = _layout.Code[index];
        byte[] bytes = _bytes[index];
        Mark[] marks = _marks[index];
        ByteArrayCodeReader reader = new(bytes, from, to - from);
        Decoder decoder = Decoder.Create(64, reader, span.Start + (ulong)from);
        ulong end = span.Start + (ulong)to;
        while (decoder.IP < end)
        {
            int at = (int)(decoder.IP - span.Start);
            if (stopWhenAligned && (marks[at] & Mark.Start) != 0)
                return;
            decoder.Decode(out Instruction instruction);
            if (instruction.IsInvalid)
            {
                // Data, or the tail that a wrong boundary cut off: try again one byte on.
                marks[at] |= Mark.Start | Mark.EndsFlow | Mark.Padding;
                decoder.IP = span.Start + (ulong)at + 1;
                reader.Position = at + 1 - from;
                continue;
            }
            marks[at] |= Mark.Start | Note(instruction);
        }
    }

    private Mark Note(in Instruction instruction)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.Next:
                break;
            case FlowControl.Call:
                if (instruction.Mnemonic == Mnemonic.Syscall)
                    Add(instruction, 0, ReferenceKind.SystemCall);
                else if (instruction.Mnemonic == Mnemonic.Sysenter)
                    Add(instruction, 0, ReferenceKind.LegacySystemCall);
                else if (instruction.Op0Kind == OpKind.NearBranch64 && _layout.IsCode(instruction.NearBranchTarget))
                    Add(instruction, instruction.NearBranchTarget, ReferenceKind.Call);
                return instruction.Mnemonic == Mnemonic.Call ? Mark.Call : 0;
            case FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch or FlowControl.XbeginXabortXend:
                if (instruction.Op0Kind == OpKind.NearBranch64 && _layout.IsCode(instruction.NearBranchTarget))
                    Add(instruction, instruction.NearBranchTarget, ReferenceKind.Jump);
                return instruction.FlowControl == FlowControl.UnconditionalBranch ? Mark.EndsFlow : 0;
            case FlowControl.IndirectCall or FlowControl.IndirectBranch:
                NoteAbsoluteTable(instruction);
                bool call = instruction.FlowControl == FlowControl.IndirectCall;
                if (SlotOf(instruction) is ulong slot and not 0)
                    Add(instruction, slot, call ? ReferenceKind.SlotCall : ReferenceKind.SlotJump);
                else if (!call)
                    Returns.Add(instruction.IP);
                return call ? Mark.Call : Mark.EndsFlow;
            case FlowControl.Interrupt:
                if (instruction.Mnemonic == Mnemonic.Int && instruction.Immediate8 == 0x80)
                    Add(instruction, 0, ReferenceKind.LegacySystemCall);
                return instruction.Mnemonic == Mnemonic.Int3 ? Mark.Padding | Mark.EndsFlow : 0;
            case FlowControl.Return:
                Returns.Add(instruction.IP);
                return Mark.EndsFlow;
            case FlowControl.Exception:
                return Mark.EndsFlow;
        }
        if (instruction.Mnemonic == Mnemonic.Hlt)
            return Mark.EndsFlow;
        if (instruction.Mnemonic == Mnemonic.Nop || (instruction.Code == Code.Xchg_rm16_r16 && instruction.Op0Register == instruction.Op1Register))
            return Mark.Padding;
        NoteValues(instruction);
        return 0;
    }

    private void NoteAbsoluteTable(in Instruction instruction)
    {
        if (_positionDependent && instruction.MemoryIndex != Register.None && instruction.MemoryIndexScale == 8)
            NoteTable(instruction.IP, instruction.MemoryDisplacement64);
    }

    private void NoteTable(ulong site, ulong table)
    {
        foreach (ulong _ in JumpTable.Read(_layout, table))
        {
            Tables.Add((site, table));
            break;
        }
    }

    private void NoteValues(in Instruction instruction)
    {
        if (instruction.IsIPRelativeMemoryOperand)
        {
            ulong address = instruction.IPRelativeMemoryAddress;
            if (instruction.Mnemonic == Mnemonic.Lea)
            {
                if (_layout.IsCode(address))
                    Add(instruction, address, ReferenceKind.Address);
                else if (_layout.Slots.ContainsKey(address))
                    Add(instruction, address, ReferenceKind.SlotAddress);
                else if (!_layout.Slots.ContainsKey(address))
                    NoteTable(instruction.IP, address);
                // Code of the large model computes slots from the start of the table. (Other addresses in the table are
                // arguments of __tls_get_addr.)
                if (_layout.IsStartOfGlobalOffsetTable(address))
                    Add(instruction, 0, ReferenceKind.SlotAddress);
            }
            // A test against null does not make the address a value.
            else if (SlotOf(instruction) is ulong slot and not 0
                     && !(instruction.Mnemonic is Mnemonic.Cmp or Mnemonic.Test
                          && (instruction.Op0Kind != OpKind.Register && instruction.Op1Kind != OpKind.Register)))
                Add(instruction, slot, ReferenceKind.SlotAddress);
        }
        NoteAbsoluteTable(instruction);
        for (int i = 0; i < instruction.OpCount; i++)
        {
            OpKind kind = instruction.GetOpKind(i);
            // Position-independent code has no absolute addresses but for 64-bit ones that are relocated, and those
            // are words that the layout has seen.
            if (_positionDependent && kind is OpKind.Immediate32 or OpKind.Immediate32to64 or OpKind.Immediate64
                && _layout.IsCode(instruction.GetImmediate(i)))
                Add(instruction, instruction.GetImmediate(i), ReferenceKind.Address);
        }
        if (_positionDependent && instruction.Mnemonic == Mnemonic.Lea && instruction.MemoryBase == Register.None
            && instruction.MemoryIndex == Register.None && _layout.IsCode(instruction.MemoryDisplacement64))
            Add(instruction, instruction.MemoryDisplacement64, ReferenceKind.Address);
    }

    private ulong SlotOf(in Instruction instruction)
    {
        if (instruction.IsIPRelativeMemoryOperand)
            return _layout.Slots.ContainsKey(instruction.IPRelativeMemoryAddress) ? instruction.IPRelativeMemoryAddress : 0;
        bool absolute = _positionDependent && instruction.MemoryBase == Register.None && instruction.MemoryIndex == Register.None
            && instruction.OpCount > 0 && instruction.Op0Kind == OpKind.Memory;
        return absolute && _layout.Slots.ContainsKey(instruction.MemoryDisplacement64) ? instruction.MemoryDisplacement64 : 0;
    }

    private void Add(in Instruction instruction, ulong target, ReferenceKind kind) =>
        _references.Add(new(instruction.IP, target, kind));
}
