using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Analysis.Images;

namespace LiteBox.Packager.Analysis.Values;

internal sealed partial class CodeUnit
{
    // For each jump to what a register or memory holds, where it may lead; none when that is not known.
    private readonly Dictionary<int, List<int>> _jumpTargets = [];

    private List<int> JumpTargets(int index) => _jumpTargets.GetValueOrDefault(index) ?? s_none;

    private static readonly List<int> s_none = [];

    private void FindJumpTargets()
    {
        HashSet<int>? all = null;
        foreach ((int jump, List<int> targets) in _jumpTargets)
        {
            HashSet<int> found = [];
            if (TableOf(jump) is ulong table)
                ReadTable(table, found);
            // Which table it uses cannot be told: every table of code addresses that the code names.
            targets.AddRange(found.Count != 0 ? found : all ??= ReadAllTables());
            foreach (int target in targets)
                _leaders[target] = true;
        }
    }

    // lea b, [table]; movsxd r, [b + i * 4]; add r, b; jmp r: how compilers write a switch in position-independent code.
    private ulong? TableOf(int jump)
    {
        Instruction instruction = _code[jump];
        if (instruction.Op0Kind == OpKind.Memory && instruction.MemoryBase == Register.None && instruction.MemoryIndex != Register.None)
            return instruction.MemoryDisplacement64;
        if (instruction.Op0Kind != OpKind.Register || LastWrite(jump, instruction.Op0Register) is not int add
            || _code[add].Mnemonic != Mnemonic.Add || _code[add].Op1Kind != OpKind.Register)
            return null;
        foreach (Register element in (Register[])[_code[add].Op0Register, _code[add].Op1Register])
        {
            Register start = element == _code[add].Op0Register ? _code[add].Op1Register : _code[add].Op0Register;
            if (LastWrite(add, element) is int load && _code[load].Mnemonic == Mnemonic.Movsxd && _code[load].MemoryBase == start
                && _code[load].MemoryIndexScale == 4 && _code[load].MemoryDisplacement64 == 0
                && LastWrite(load, start) is int lea && LastWrite(add, start) == lea
                && _code[lea].Mnemonic == Mnemonic.Lea && _code[lea].IsIPRelativeMemoryOperand)
                return _code[lea].IPRelativeMemoryAddress;
        }
        return null;
    }

    // The instruction of the same block that last wrote a register; null when it is not in the block.
    private int? LastWrite(int before, Register register)
    {
        for (int i = before; i > 0 && !_leaders[i];)
        {
            i--;
            if (_code[i].FlowControl != FlowControl.Next)
                return null;
            foreach (UsedRegister used in _information.GetInfo(_code[i]).GetUsedRegisters())
                if (used.Register.IsGPR() && used.Register.GetFullRegister() == register.GetFullRegister()
                    && used.Access is not (OpAccess.Read or OpAccess.CondRead))
                    return i;
        }
        return null;
    }

    private HashSet<int> ReadAllTables()
    {
        HashSet<ulong> tables = [];
        foreach (Instruction instruction in _code)
        {
            if (instruction.IsIPRelativeMemoryOperand)
                tables.Add(instruction.IPRelativeMemoryAddress);
            else if (instruction.MemoryIndex != Register.None && instruction.MemoryDisplacement64 > 0xffff)
                tables.Add(instruction.MemoryDisplacement64);
            if (instruction.OpCount >= 2 && instruction.Op1Kind is OpKind.Immediate32 or OpKind.Immediate64 or OpKind.Immediate32to64)
                tables.Add(instruction.GetImmediate(1));
        }
        HashSet<int> targets = [];
        foreach (ulong table in tables)
            ReadTable(table, targets);
        return targets;
    }

    private void ReadTable(ulong table, HashSet<int> targets)
    {
        foreach (ulong address in JumpTable.Read(_image.Layout, table))
            if (_indexes.TryGetValue(address, out int target))
                targets.Add(target);
    }

    /// <summary>
    /// What a comparison right before a conditional jump says on the way where both were equal: the register and its value.
    /// </summary>
    /// <param name="jump">The jump.</param>
    /// <param name="leader">The start of its block.</param>
    /// <param name="equalWhen">The condition of the jump under which this way means "equal".</param>
    private (int Register, ulong Value)? OnEqual(int jump, int leader, ConditionCode equalWhen)
    {
        if (jump <= leader || _code[jump].FlowControl != FlowControl.ConditionalBranch || _code[jump].ConditionCode != equalWhen)
            return null;
        Instruction compare = _code[jump - 1];
        if (compare.OpCount < 2 || compare.Op0Kind != OpKind.Register || !compare.Op0Register.IsGPR64())
            return null;
        if (compare.Mnemonic == Mnemonic.Test && compare.Op1Kind == OpKind.Register && compare.Op1Register == compare.Op0Register)
            return (Place.OfRegister(compare.Op0Register), 0);
        return compare.Mnemonic == Mnemonic.Cmp && compare.Op1Kind is OpKind.Immediate8to64 or OpKind.Immediate32to64
            ? (Place.OfRegister(compare.Op0Register), compare.GetImmediate(1))
            : null;
    }
}
