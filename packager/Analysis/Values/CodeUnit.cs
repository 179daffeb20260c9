using System;
using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Analysis.Images;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>
/// The values that registers and stack slots can have at each instruction of a group of functions that jump into each other:
/// a function with the parts that the compiler moved away from it. A forward fixed point over basic blocks.
/// </summary>
internal sealed partial class CodeUnit
{
    private const int MaximumInstructions = 400_000;

    private readonly CodeImage _image;
    private readonly InstructionSemantics _semantics;
    private readonly List<Instruction> _code = [];
    private readonly Dictionary<ulong, int> _indexes = [];
    private readonly List<int> _unreached = [];
    private Dictionary<int, List<int>>? _predecessors;
    private bool[] _leaders = [];
    private MachineState?[] _states = [];
    private bool _hopeless;

    public CodeUnit(CodeImage image, IReadOnlyList<int> functions)
    {
        _image = image;
        _semantics = new(new ImageMemory(image), image.IsGo);
        foreach (int function in functions)
            Decode(image.StartOf(function), image.EndOf(function));
        if (_code.Count > MaximumInstructions)
        {
            _hopeless = true;
            return;
        }
        FindLeaders(functions);
        Solve(functions);
    }

    /// <summary>
    /// What a place of the callee holds when control leaves at a site: a call, which pushes a return address, or a jump. For a
    /// <c>syscall</c> instruction, what the place holds there.
    /// </summary>
    public AbstractValue ValueAt(ulong site, int place, ReferenceKind kind)
    {
        if (_hopeless || !_indexes.TryGetValue(site, out int index))
            return AbstractValue.Unknown;
        int first = LeaderOf(index);
        if (_states[first] is not MachineState start)
            return AbstractValue.Unknown;
        MachineState state = start.Clone();
        for (int i = first; i < index; i++)
            _semantics.Apply(_code[i], state);
        if (!Place.IsStack(place))
            return state[place];
        if (!state.StackPointer.IsFrame)
            return AbstractValue.Unknown;
        bool call = kind is ReferenceKind.Call or ReferenceKind.SlotCall;
        long offset = state.StackPointer.FrameOffset + Place.StackOffset(place) - (call ? 8 : 0);
        return offset + 8 > _semantics.EscapedFrom ? AbstractValue.Unknown : state.ReadFrame(offset, 8);
    }

    /// <summary>The instructions that end with the one at a site, oldest first: at most <paramref name="count"/>, of one block.</summary>
    public ReadOnlySpan<Instruction> Before(ulong site, int count)
    {
        if (_hopeless || !_indexes.TryGetValue(site, out int index))
            return [];
        int first = index;
        while (index - first < count && !_leaders[first])
            first--;
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_code)[first..(index + 1)];
    }

    /// <summary>
    /// The functions from whose start control can get to a site without leaving the unit: what places stand for at the site
    /// is what they held when one of these was entered.
    /// </summary>
    public IReadOnlySet<int> EntriesReaching(ulong site)
    {
        HashSet<int> entries = [];
        if (_hopeless || !_indexes.TryGetValue(site, out int index))
            return entries;
        Dictionary<int, List<int>> predecessors = _predecessors ??= CollectPredecessors();
        HashSet<int> seen = [];
        Stack<int> work = new([LeaderOf(index)]);
        while (work.TryPop(out int leader))
        {
            if (!seen.Add(leader))
                continue;
            if (_image.FunctionAt(_code[leader].IP) is int function and >= 0 && _image.StartOf(function) == _code[leader].IP)
                entries.Add(function);
            foreach (int predecessor in predecessors.GetValueOrDefault(leader) ?? [])
                work.Push(predecessor);
        }
        return entries;
    }

    private int LeaderOf(int index)
    {
        while (!_leaders[index])
            index--;
        return index;
    }

    private Dictionary<int, List<int>> CollectPredecessors()
    {
        Dictionary<int, List<int>> predecessors = [];
        int leader = 0;
        bool padding = false;
        for (int i = 0; i < _code.Count; i++)
        {
            Instruction instruction = _code[i];
            if (_leaders[i])
                leader = i;
            // What follows the end of a block and begins none is padding.
            padding = !_leaders[i] && (padding || (i > 0 && EndsFlow(_code[i - 1])));
            if (padding)
                continue;
            foreach (int target in JumpTargets(i))
                Add(target);
            if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call
                && _indexes.TryGetValue(instruction.NearBranchTarget, out int direct))
                Add(direct);
            if (i + 1 < _code.Count && _leaders[i + 1] && !EndsFlow(instruction) && instruction.NextIP == _code[i + 1].IP)
                Add(i + 1);
        }
        return predecessors;

        void Add(int target)
        {
            if (!predecessors.TryGetValue(target, out List<int>? list))
                predecessors.Add(target, list = []);
            list.Add(leader);
        }
    }

    private void Decode(ulong start, ulong end)
    {
        foreach (CodeSpan span in _image.Layout.Code)
        {
            if (start - span.Start >= (ulong)span.Bytes.Length)
                continue;
            int from = (int)(start - span.Start), to = (int)Math.Min(end - span.Start, (ulong)span.Bytes.Length);
            byte[] bytes = span.Bytes[from..to].ToArray();
            Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), start);
            while (decoder.IP < end && _code.Count <= MaximumInstructions)
            {
                decoder.Decode(out Instruction instruction);
                if (_indexes.TryAdd(instruction.IP, _code.Count))
                    _code.Add(instruction);
                if (instruction.IsInvalid)
                    decoder.IP = instruction.IP + (ulong)Math.Max(instruction.Length, 1);
            }
        }
    }

    private void FindLeaders(IReadOnlyList<int> functions)
    {
        _leaders = new bool[_code.Count];
        _states = new MachineState?[_code.Count];
        foreach (int function in functions)
            if (_indexes.TryGetValue(_image.StartOf(function), out int start))
                _leaders[start] = true;
        for (int i = 0; i < _code.Count; i++)
        {
            Instruction instruction = _code[i];
            if (_image.IsInnerEntry(instruction.IP) || (i > 0 && _code[i - 1].NextIP != instruction.IP))
                _leaders[i] = true;
            if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call
                && _indexes.TryGetValue(instruction.NearBranchTarget, out int target))
                _leaders[target] = true;
            if (EndsBlock(instruction))
                MarkAfter(i);
            if (IsOpenJump(instruction))
                _jumpTargets.Add(i, []);
        }
        if (_jumpTargets.Count != 0)
            FindJumpTargets();
    }

    // Padding between blocks is never run, and a block that begins with it would look unreached.
    private void MarkAfter(int index)
    {
        int next = index + 1;
        while (next < _code.Count && _code[next].Mnemonic is Mnemonic.Nop or Mnemonic.Int3 && _code[next - 1].NextIP == _code[next].IP)
            next++;
        if (next < _code.Count)
            _leaders[next] = true;
    }

    private void Solve(IReadOnlyList<int> functions)
    {
        for (int attempt = 0; !_hopeless; attempt++)
        {
            long escaped = _semantics.EscapedFrom;
            Array.Clear(_states);
            Iterate(functions);
            if (_semantics.EscapedFrom == escaped)
                return;
            // Frame addresses escaped on the way: what was read from there before that was known does not hold.
            if (attempt == 4)
                _semantics.EscapedFrom = long.MinValue;
        }
    }

    private void Iterate(IReadOnlyList<int> functions)
    {
        Queue<int> work = [];
        _unreached.Clear();
        bool[] queued = new bool[_code.Count];
        foreach (int function in functions)
            if (_image.IsEntered(function) && _indexes.TryGetValue(_image.StartOf(function), out int start))
                Flow(start, MachineState.Entry());
        for (int i = 0; i < _code.Count; i++)
            if (_leaders[i] && _image.IsInnerEntry(_code[i].IP))
                Flow(i, MachineState.Unknown());
        long budget = 100_000 + 200L * _code.Count;
        Drain();
        // What nothing leads to is entered some other way: by an unwinder, or by a jump whose targets are not known.
        bool unresolvedJump = false;
        foreach (List<int> targets in _jumpTargets.Values)
            unresolvedJump |= targets.Count == 0;
        for (int i = 0; i < _code.Count; i++)
        {
            if (!_leaders[i] || _states[i] is not null)
                continue;
            _unreached.Add(i);
            Flow(i, MachineState.Unknown());
            Drain();
        }
        if (_unreached.Count != 0 && unresolvedJump)
            for (int i = 0; i < _code.Count; i++)
                if (_leaders[i])
                    _states[i] = MachineState.Unknown();

        void Drain()
        {
            while (work.TryDequeue(out int leader))
            {
                queued[leader] = false;
                budget = RunBlock(leader, budget);
                if (budget >= 0)
                    continue;
                // Not worth more time; nothing known is always true.
                for (int i = 0; i < _code.Count; i++)
                    if (_leaders[i])
                        _states[i] = MachineState.Unknown();
                work.Clear();
                Array.Clear(queued);
                budget = long.MaxValue;
                return;
            }
        }

        long RunBlock(int leader, long left)
        {
            MachineState state = _states[leader]!.Clone();
            int i = leader;
            while (true)
            {
                Instruction instruction = _code[i];
                left--;
                foreach (int target in JumpTargets(i))
                    Flow(target, state);
                if (instruction.Op0Kind == OpKind.NearBranch64 && instruction.Mnemonic != Mnemonic.Call
                    && _indexes.TryGetValue(instruction.NearBranchTarget, out int direct))
                    Flow(direct, OnEqual(i, leader, ConditionCode.e) is (int taken, ulong jumped) ? With(state, taken, jumped) : state);
                _semantics.Apply(instruction, state);
                if (EndsFlow(instruction) || ++i == _code.Count || _code[i - 1].NextIP != _code[i].IP)
                    return left;
                if (!_leaders[i])
                    continue;
                Flow(i, OnEqual(i - 1, leader, ConditionCode.ne) is (int passed, ulong fell) ? With(state, passed, fell) : state);
                return left;
            }
        }

        static MachineState With(MachineState state, int register, ulong value)
        {
            MachineState refined = state.Clone();
            refined[register] = AbstractValue.Constant(value);
            return refined;
        }

        void Flow(int target, MachineState state)
        {
            if (_states[target] is not MachineState known)
                _states[target] = state.Clone();
            else if (!known.Join(state))
                return;
            if (queued[target])
                return;
            queued[target] = true;
            work.Enqueue(target);
        }
    }

    // A jump to what a register or memory holds, as a switch makes; not one through a slot, which leaves for good.
    private bool IsOpenJump(in Instruction instruction) =>
        instruction.FlowControl == FlowControl.IndirectBranch
        && !(instruction.IsIPRelativeMemoryOperand && _image.Layout.Slots.ContainsKey(instruction.IPRelativeMemoryAddress));

    private bool IsFinalCall(in Instruction instruction) =>
        instruction.Mnemonic == Mnemonic.Call && instruction.Op0Kind == OpKind.NearBranch64
        && _image.FunctionAt(instruction.NearBranchTarget) is int callee and >= 0 && !_image.MayReturn(callee);

    // Whether control never gets to the next instruction. User code that meets a hlt dies: C libraries abort with it.
    private bool EndsFlow(in Instruction instruction) =>
        instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Return
            or FlowControl.Exception
        || instruction.IsInvalid || instruction.Mnemonic == Mnemonic.Hlt || IsFinalCall(instruction);

    private bool EndsBlock(in Instruction instruction) =>
        EndsFlow(instruction) || instruction.FlowControl is FlowControl.ConditionalBranch or FlowControl.XbeginXabortXend;
}
