using System;
using System.Collections.Generic;
using System.Linq;
using Iced.Intel;
using LiteBox.Packager.Analysis.Images;

namespace LiteBox.Packager.Analysis.Values;

internal sealed partial class CodeUnit
{
    // rdi, rsi, rdx, rcx, r8, r9, and rax for the number of vector arguments: psABI section 3.2.3.
    private static readonly int[] s_arguments = [0, 1, 2, 6, 7, 8, 9];

    // What a caller can see after a return.
    private static readonly int[] s_results = [0, 2];

    private readonly InstructionInfoFactory _information = new();

    /// <summary>
    /// Finds the calls and jumps through registers that may go to a function whose address this code holds as a constant.
    /// </summary>
    /// <returns>False when the address may get out of sight: stored, passed on, returned, or lost where paths meet.</returns>
    public bool TryFindCallsOf(ulong address, List<(ulong Site, ReferenceKind Kind)> calls)
    {
        if (_hopeless)
            return false;
        for (int leader = 0; leader < _code.Count; leader++)
            if (_leaders[leader] && _states[leader] is MachineState start && !FollowBlock(leader, start.Clone(), address, calls))
                return false;
        return true;
    }

    private bool FollowBlock(int leader, MachineState state, ulong address, List<(ulong Site, ReferenceKind Kind)> calls)
    {
        for (int i = leader; i < _code.Count; i++)
        {
            Instruction instruction = _code[i];
            bool called = instruction.FlowControl is FlowControl.IndirectCall or FlowControl.IndirectBranch
                && _semantics.Operand(instruction, 0, state).Contains(address);
            if (called)
                calls.Add((instruction.IP, instruction.FlowControl == FlowControl.IndirectCall ? ReferenceKind.Call : ReferenceKind.Jump));
            else if (PassesOn(instruction, state, address))
                return false;
            if (!LeavesUnseen(instruction, state, address))
                return false;
            foreach (int target in JumpTargets(i))
                if (IsLost(target, state, address))
                    return false;
            if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call
                && _indexes.TryGetValue(instruction.NearBranchTarget, out int direct) && IsLost(direct, state, address))
                return false;
            _semantics.Apply(instruction, state);
            if (EndsFlow(instruction) || i + 1 == _code.Count || instruction.NextIP != _code[i + 1].IP)
                return true;
            if (_leaders[i + 1])
                return !IsLost(i + 1, state, address);
        }
        return true;
    }

    // Copies between registers and to the frame are followed by the state itself; any other use of the value is not.
    private bool PassesOn(in Instruction instruction, MachineState state, ulong address)
    {
        if (instruction.Mnemonic is Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Call or Mnemonic.Jmp or Mnemonic.Ret)
            return false;
        bool toRegister = instruction.Op0Kind == OpKind.Register && instruction.Op0Register.IsGPR64();
        bool copy = instruction.Mnemonic == Mnemonic.Mov || instruction.ConditionCode != ConditionCode.None;
        if (copy && toRegister)
            return false;
        if (instruction.Mnemonic == Mnemonic.Mov && instruction.Op0Kind == OpKind.Memory
            && instruction.Op1Kind == OpKind.Register && instruction.Op1Register.IsGPR64()
            && InstructionSemantics.Address(instruction, state) is { IsFrame: true } place
            && place.FrameOffset + 8 <= _semantics.EscapedFrom)
            return false;
        foreach (UsedRegister used in _information.GetInfo(instruction).GetUsedRegisters())
            if (used.Register.IsGPR() && used.Access is not (OpAccess.Write or OpAccess.CondWrite)
                && state[Place.OfRegister(used.Register)].Contains(address))
                return true;
        return false;
    }

    // Where control leaves the unit, whatever the other side can look at must not hold the address.
    private bool LeavesUnseen(in Instruction instruction, MachineState state, ulong address)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.Return:
                return !s_results.Any(register => state[register].Contains(address));
            case FlowControl.Call or FlowControl.IndirectCall when instruction.Mnemonic == Mnemonic.Call:
                return !HasArgument(instruction, state, address) && !IsStackArgument(state, address) && !IsLostToUnwinder(state, address);
            case FlowControl.IndirectBranch:
                return !HasArgument(instruction, state, address);
            case FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch
                when !_indexes.ContainsKey(instruction.NearBranchTarget):
                for (int register = 0; register < Place.Registers; register++)
                    if (state[register].Contains(address))
                        return false;
                return !state.SlotsWith(address).Any();
            default:
                return true;
        }
    }

    private static bool HasArgument(in Instruction instruction, MachineState state, ulong address)
    {
        // The register that holds the target is free for it because it is no argument.
        int target = instruction.Op0Kind == OpKind.Register ? Place.OfRegister(instruction.Op0Register) : -1;
        foreach (int register in s_arguments)
            if (register != target && state[register].Contains(address))
                return true;
        return false;
    }

    // A landing pad sees the registers that the call keeps, and frame slots; its own state says nothing of either.
    private bool IsLostToUnwinder(MachineState state, ulong address)
    {
        if (_unreached.Count == 0)
            return false;
        for (int register = 0; register < Place.Registers; register++)
            if (state[register].Contains(address) && _unreached.Exists(leader => IsLive(leader, register)))
                return true;
        return state.SlotsWith(address).Any();
    }

    private static bool IsStackArgument(MachineState state, ulong address)
    {
        const int Window = 32;
        if (!state.StackPointer.IsFrame)
            return state.SlotsWith(address).Any();
        long bottom = state.StackPointer.FrameOffset;
        return state.SlotsWith(address).Any(offset => offset < bottom + Window);
    }

    // Where paths meet, a register that holds the address on one of them may count as unknown. That matters when it is read.
    private bool IsLost(int target, MachineState state, ulong address)
    {
        MachineState joined = _states[target]!;
        for (int register = 0; register < Place.Registers; register++)
            if (state[register].Contains(address) && !joined[register].Contains(address) && IsLive(target, register))
                return true;
        return state.SlotsWith(address).Any(offset => !joined.ReadFrame(offset, 8).Contains(address));
    }

    /// <summary>Whether some path from an instruction reads a register before it is written.</summary>
    private bool IsLive(int start, int register)
    {
        HashSet<int> seen = [];
        Stack<int> work = [];
        work.Push(start);
        while (work.TryPop(out int i))
        {
            for (; i < _code.Count && seen.Add(i); i++)
            {
                Instruction instruction = _code[i];
                bool written = false;
                foreach (UsedRegister used in _information.GetInfo(instruction).GetUsedRegisters())
                {
                    if (!used.Register.IsGPR() || Place.OfRegister(used.Register) != register)
                        continue;
                    if (used.Access is not (OpAccess.Write or OpAccess.CondWrite))
                        return true;
                    written |= used.Access == OpAccess.Write && used.Register.GetSize() >= 4;
                }
                if (instruction.Mnemonic == Mnemonic.Call && (InstructionSemantics.KeptBySystemV >> register & 1) == 0)
                    written = true;
                if (instruction.FlowControl == FlowControl.Return && s_results.Contains(register))
                    return true;
                if (written)
                    break;
                foreach (int target in JumpTargets(i))
                    work.Push(target);
                if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call)
                {
                    if (!_indexes.TryGetValue(instruction.NearBranchTarget, out int target))
                        return true;
                    work.Push(target);
                }
                if (EndsFlow(instruction))
                    break;
            }
        }
        return false;
    }
}
