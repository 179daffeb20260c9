using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>The registers and the frame at one point of the code.</summary>
internal sealed class MachineState
{
    private const int Rsp = 4;

    private readonly AbstractValue[] _registers = new AbstractValue[Place.Registers];

    // What was written, ascending by offset and without overlaps; what is absent is as it was at entry.
    private readonly List<FrameSlot> _frame = [];

    private readonly record struct FrameSlot(long Offset, int Size, AbstractValue Value)
    {
        public long End => Offset + Size;
    }

    /// <summary>The state in which nothing is known, not even where the stack is.</summary>
    public static MachineState Unknown() => new();

    /// <summary>The state at entry: every register holds what the caller left there.</summary>
    public static MachineState Entry()
    {
        MachineState state = new();
        for (int i = 0; i < Place.Registers; i++)
            state._registers[i] = AbstractValue.AtEntry(i);
        state._registers[Rsp] = AbstractValue.Frame(0);
        return state;
    }

    public AbstractValue this[int register]
    {
        get => _registers[register];
        set => _registers[register] = value;
    }

    public AbstractValue StackPointer
    {
        get => _registers[Rsp];
        set => _registers[Rsp] = value;
    }

    /// <summary>The offsets of the slots of the frame that may hold a constant.</summary>
    public IEnumerable<long> SlotsWith(ulong constant)
    {
        foreach (FrameSlot slot in _frame)
            if (slot.Value.Contains(constant))
                yield return slot.Offset;
    }

    public MachineState Clone()
    {
        MachineState copy = new();
        Array.Copy(_registers, copy._registers, Place.Registers);
        copy._frame.AddRange(_frame);
        return copy;
    }

    /// <summary>The value of 4 or 8 bytes of the frame; a 4-byte value is zero-extended.</summary>
    public AbstractValue ReadFrame(long offset, int size)
    {
        foreach (FrameSlot slot in _frame)
        {
            if (slot.End <= offset)
                continue;
            if (slot.Offset >= offset + size)
                break;
            if (slot.Offset == offset && slot.Size == size)
                return slot.Value;
            return slot.Offset == offset && slot.Size == 8 && size == 4 ? slot.Value.Low32() : AbstractValue.Unknown;
        }
        return Initial(offset, size);
    }

    public void WriteFrame(long offset, int size, AbstractValue value)
    {
        int at = Forget(offset, size);
        // Below the entry point of the frame nothing shows through, so there an absent slot already says "unknown".
        if (!value.IsUnknown || offset + size > 0)
            _frame.Insert(at, new(offset, size, value));
    }

    /// <summary>A call was made: its own frame overwrote what lies below the stack pointer.</summary>
    public void DropBelow(long offset)
    {
        int count = 0;
        while (count < _frame.Count && _frame[count].Offset < offset)
            count++;
        _frame.RemoveRange(0, count);
    }

    public void ForgetFrame() => _frame.Clear();

    /// <summary>Joins another state into this one; says whether anything changed.</summary>
    public bool Join(MachineState other)
    {
        bool changed = false;
        for (int i = 0; i < Place.Registers; i++)
        {
            AbstractValue joined = AbstractValue.Join(_registers[i], other._registers[i]);
            if (joined.Equals(_registers[i]))
                continue;
            _registers[i] = joined;
            changed = true;
        }
        // Two passes, as the slots of one side need not be the slots of the other.
        for (int i = 0; i < _frame.Count; i++)
        {
            FrameSlot slot = _frame[i];
            AbstractValue joined = AbstractValue.Join(slot.Value, other.ReadFrame(slot.Offset, slot.Size));
            if (joined.Equals(slot.Value))
                continue;
            _frame[i] = slot with { Value = joined };
            changed = true;
        }
        foreach (FrameSlot slot in other._frame)
        {
            AbstractValue mine = ReadFrame(slot.Offset, slot.Size);
            AbstractValue joined = AbstractValue.Join(mine, slot.Value);
            if (joined.Equals(mine))
                continue;
            WriteFrame(slot.Offset, slot.Size, joined);
            changed = true;
        }
        return changed;
    }

    // What overlaps a written range in part is unknown from then on; where entry values show through it stays as a slot
    // that says so. Returns the index at which a slot for the range belongs.
    private int Forget(long offset, int size)
    {
        int at = 0;
        while (at < _frame.Count && _frame[at].End <= offset)
            at++;
        int next = at;
        while (next < _frame.Count && _frame[next].Offset < offset + size)
        {
            FrameSlot slot = _frame[next];
            if (slot.Offset >= offset && slot.End <= offset + size)
            {
                _frame.RemoveAt(next);
                continue;
            }
            _frame[next] = slot with { Value = AbstractValue.Unknown };
            next++;
            if (slot.Offset < offset)
                at = next;
        }
        return at;
    }

    private static AbstractValue Initial(long offset, int size)
    {
        if (Place.OfStack(offset) is int place and >= 0 && size is 8 or 4)
            return size == 8 ? AbstractValue.AtEntry(place) : AbstractValue.AtEntry(place).Low32();
        return AbstractValue.Unknown;
    }
}
