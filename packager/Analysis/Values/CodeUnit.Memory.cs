using Iced.Intel;

namespace LiteBox.Packager.Analysis.Values;

internal sealed partial class CodeUnit
{
    /// <summary>
    /// Whether a register holds, at a site, the address of a word in the frame that the same block has cleared: by a repeated store of
    /// zeros, behind which nothing that could reach the word is called or stored.
    /// </summary>
    public bool IsCleared(ulong site, int register)
    {
        const int Rax = 0, Rcx = 1, Rdi = 7, Word = 8;
        if (_hopeless || Place.IsStack(register) || !_indexes.TryGetValue(site, out int index))
            return false;
        int first = LeaderOf(index);
        if (_states[first] is not MachineState start)
            return false;
        MachineState state = start.Clone();
        (long From, long To) cleared = default;
        for (int i = first; i < index; i++)
        {
            Instruction instruction = _code[i];
            int step = instruction.Mnemonic switch
            {
                Mnemonic.Stosb => 1,
                Mnemonic.Stosd => 4,
                Mnemonic.Stosq => 8,
                _ => 0,
            };
            if (step != 0 && instruction.HasRepPrefix && state[Rdi].IsFrame && IsOne(state[Rax], 0) && state[Rcx] is { IsConstant: true, Constants: [var count] })
                cleared = (state[Rdi].FrameOffset, state[Rdi].FrameOffset + ((long)(uint)count * step));
            else if (instruction.FlowControl != FlowControl.Next || MayStoreIn(cleared, instruction, state))
                cleared = default;
            _semantics.Apply(instruction, state);
        }
        AbstractValue address = state[register];
        return address.IsFrame && address.FrameOffset >= cleared.From && address.FrameOffset + Word <= cleared.To;
    }

    private static bool IsOne(AbstractValue value, ulong constant) => value is { IsConstant: true, Constants: [var only] } && only == constant;

    // A store elsewhere in the frame, or to a fixed address, leaves the first word as it is.
    private bool MayStoreIn((long From, long To) range, in Instruction instruction, MachineState state)
    {
        const int Word = 8;
        bool stores = false;
        foreach (UsedMemory memory in _information.GetInfo(instruction).GetUsedMemory())
            stores |= memory.Access is not (OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess or OpAccess.None);
        if (!stores)
            return false;
        AbstractValue address = InstructionSemantics.Address(instruction, state);
        if (address.IsFrame)
            return address.FrameOffset < range.From + Word && address.FrameOffset + instruction.MemorySize.GetSize() > range.From;
        return !address.IsConstant;
    }
}
