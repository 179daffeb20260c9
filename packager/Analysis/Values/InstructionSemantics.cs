using System;
using System.Linq;
using Iced.Intel;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>
/// What an instruction does to a <see cref="MachineState"/>. An instruction that is not modelled makes every register that it
/// writes unknown, so forgetting one costs precision and never truth.
/// </summary>
internal sealed class InstructionSemantics
{
    // System V x86-64 psABI, section 3.2.1: a call keeps rbx, rsp, rbp and r12 to r15.
    public const uint KeptBySystemV = 1u << 3 | 1u << 4 | 1u << 5 | 0xf000;
    private const uint KeptByGo = 1u << 4;

    private readonly IConstantMemory _memory;
    private readonly uint _keptByCall;
    private readonly InstructionInfoFactory _information = new();

    public InstructionSemantics(IConstantMemory memory, bool goCallingConvention)
    {
        _memory = memory;
        _keptByCall = goCallingConvention ? KeptByGo : KeptBySystemV;
    }

    /// <summary>
    /// Frame bytes from this offset up may be changed through pointers: an address of at least this was put where others can
    /// see it. Grows downwards while states are computed; whoever computes them starts again when it has moved.
    /// </summary>
    public long EscapedFrom { get; set; } = long.MaxValue;

    public void Apply(in Instruction instruction, MachineState state)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.Call or FlowControl.IndirectCall when instruction.Mnemonic == Mnemonic.Call:
                ApplyCall(state);
                return;
            case FlowControl.Call when instruction.Mnemonic is Mnemonic.Syscall or Mnemonic.Sysenter:
                state[0] = state[1] = state[11] = AbstractValue.Unknown;
                return;
        }
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Mov or Mnemonic.Movzx:
                Write(instruction, state, Operand(instruction, 1, state));
                return;
            case Mnemonic.Movsx or Mnemonic.Movsxd:
                Write(instruction, state, SignExtend(Operand(instruction, 1, state), OperandSize(instruction, 1)));
                return;
            case Mnemonic.Lea:
                Write(instruction, state, Address(instruction, state));
                return;
            case Mnemonic.Push:
                ApplyPush(instruction, state);
                return;
            case Mnemonic.Pop:
                ApplyPop(instruction, state);
                return;
            case Mnemonic.Leave:
                state.StackPointer = state[5];
                state[5] = Load(state, state.StackPointer, 8);
                Advance(state, 8);
                return;
            case Mnemonic.Xchg when instruction.Op0Kind == OpKind.Register && instruction.Op1Kind == OpKind.Register:
                AbstractValue second = Operand(instruction, 1, state);
                AbstractValue first = Operand(instruction, 0, state);
                WriteRegister(instruction.Op0Register, state, second);
                WriteRegister(instruction.Op1Register, state, first);
                return;
            case Mnemonic.Cdqe:
                state[0] = SignExtend(state[0].Low32(), 4);
                return;
            case Mnemonic.Nop or Mnemonic.Endbr64 or Mnemonic.Cmp or Mnemonic.Test:
                return;
        }
        bool conditional = instruction.ConditionCode != ConditionCode.None;
        if (conditional && instruction.OpCount == 2)
            Write(instruction, state, AbstractValue.Join(Operand(instruction, 0, state), Operand(instruction, 1, state)));
        else if (conditional && instruction.OpCount == 1 && OperandSize(instruction, 0) == 1)
            Write(instruction, state, AbstractValue.Set([0, 1], 2));
        else if (Arithmetic(instruction, state) is AbstractValue result)
            Write(instruction, state, result);
        else
            ForgetWritten(instruction, state);
    }

    /// <summary>The address of the memory operand, with the segment base ignored.</summary>
    public static AbstractValue Address(in Instruction instruction, MachineState state)
    {
        if (instruction.IsIPRelativeMemoryOperand)
            return AbstractValue.Constant(instruction.IPRelativeMemoryAddress);
        AbstractValue sum = AbstractValue.Constant(instruction.MemoryDisplacement64);
        if (instruction.MemoryBase != Register.None)
            sum = Add(ReadRegister(instruction.MemoryBase, state), sum);
        if (instruction.MemoryIndex == Register.None)
            return sum;
        ulong scale = (ulong)instruction.MemoryIndexScale;
        if (instruction.MemoryDisplacement64 == 0 && scale == 1 && instruction.MemoryBase == Register.None)
            return ReadRegister(instruction.MemoryIndex, state);
        return Add(sum, ReadRegister(instruction.MemoryIndex, state).Map(value => value * scale));
    }

    public static AbstractValue ReadRegister(Register register, MachineState state)
    {
        if (!register.IsGPR())
            return AbstractValue.Unknown;
        AbstractValue value = state[Place.OfRegister(register)];
        return register.GetSize() switch
        {
            8 => value,
            4 => value.Low32(),
            2 => value.Map(v => (ushort)v),
            _ => register is >= Register.AH and <= Register.BH
                ? value.Map(v => (byte)(v >> 8))
                : value.Map(v => (byte)v),
        };
    }

    private AbstractValue? Arithmetic(in Instruction instruction, MachineState state)
    {
        int operands = instruction.OpCount;
        if (operands == 0 || OperandSize(instruction, 0) is not (4 or 8))
            return null;
        bool sameRegister = operands == 2 && instruction.Op0Kind == OpKind.Register
            && instruction.Op1Kind == OpKind.Register && instruction.Op0Register == instruction.Op1Register;
        AbstractValue left = Operand(instruction, 0, state);
        AbstractValue right = operands >= 2 ? Operand(instruction, 1, state) : AbstractValue.Unknown;
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Xor or Mnemonic.Sub when sameRegister:
                return AbstractValue.Constant(0);
            case Mnemonic.Sbb when sameRegister:
                return AbstractValue.Set([0, ulong.MaxValue], 2);
            case Mnemonic.And or Mnemonic.Or when sameRegister:
                return left;
            case Mnemonic.Add:
                return Add(left, right);
            case Mnemonic.Sub:
                return Add(left, right.Map(v => 0 - v));
            case Mnemonic.Inc:
                return Add(left, AbstractValue.Constant(1));
            case Mnemonic.Dec:
                return Add(left, AbstractValue.Constant(ulong.MaxValue));
            case Mnemonic.Neg:
                return left.Map(v => 0 - v);
            case Mnemonic.Not:
                return left.Map(v => ~v);
            case Mnemonic.Xor:
                return AbstractValue.Combine(left, right, (a, b) => a ^ b);
            case Mnemonic.And:
                // Any value "and" a small mask of adjacent low bits: the whole range is possible and it is finite.
                return left.IsConstant || !right.IsConstant
                    ? AbstractValue.Combine(left, right, (a, b) => a & b)
                    : SubsetsOf(right);
            case Mnemonic.Or:
                // "or reg, -1" is the short way to load -1.
                return right.IsConstant && right.Constants.Length == 1 && right.Constants[0] == ulong.MaxValue
                    ? right
                    : AbstractValue.Combine(left, right, (a, b) => a | b);
            case Mnemonic.Shl:
                int bits = OperandSize(instruction, 0) * 8;
                return AbstractValue.Combine(left, right, (a, b) => a << (int)(b & (ulong)(bits - 1)));
            case Mnemonic.Shr when OperandSize(instruction, 0) == 8:
                return AbstractValue.Combine(left, right, (a, b) => a >> (int)(b & 63));
            case Mnemonic.Shr:
                return AbstractValue.Combine(left.Low32(), right, (a, b) => a >> (int)(b & 31));
            case Mnemonic.Imul when operands == 3:
                return AbstractValue.Combine(right, Operand(instruction, 2, state), (a, b) => a * b);
            default:
                return null;
        }
    }

    private static AbstractValue Add(AbstractValue left, AbstractValue right)
    {
        if (left.IsFrame && right.IsConstant && right.Constants.Length == 1)
            return AbstractValue.Frame(left.FrameOffset + (long)right.Constants[0]);
        if (right.IsFrame && left.IsConstant && left.Constants.Length == 1)
            return AbstractValue.Frame(right.FrameOffset + (long)left.Constants[0]);
        // Adding nothing keeps what is known of a value from outside.
        if (right.IsConstant && right.Constants is [0])
            return left;
        return left.IsConstant && left.Constants is [0] ? right : AbstractValue.Combine(left, right, (a, b) => a + b);
    }

    private static AbstractValue SubsetsOf(AbstractValue mask)
    {
        if (mask.Constants.Length != 1 || ulong.PopCount(mask.Constants[0]) > 6)
            return AbstractValue.Unknown;
        ulong bits = mask.Constants[0];
        ulong[] subsets = new ulong[1 << (int)ulong.PopCount(bits)];
        ulong subset = 0;
        for (int i = 0; i < subsets.Length; i++)
        {
            subsets[i] = subset;
            subset = (subset - bits) & bits;
        }
        return AbstractValue.Set(subsets, AbstractValue.MaximumComputed);
    }

    private void ApplyCall(MachineState state)
    {
        for (int i = 0; i < Place.Registers; i++)
            if ((_keptByCall >> i & 1) == 0)
                state[i] = AbstractValue.Unknown;
        if (state.StackPointer.IsFrame)
            state.DropBelow(state.StackPointer.FrameOffset);
        else
            state.ForgetFrame();
    }

    private void ApplyPush(in Instruction instruction, MachineState state)
    {
        AbstractValue value = Operand(instruction, 0, state);
        int size = instruction.StackPointerIncrement == -2 ? 2 : 8;
        Advance(state, -size);
        Store(state, state.StackPointer, size, value);
    }

    private void ApplyPop(in Instruction instruction, MachineState state)
    {
        int size = instruction.StackPointerIncrement == 2 ? 2 : 8;
        AbstractValue value = Load(state, state.StackPointer, size);
        Advance(state, size);
        Write(instruction, state, value);
    }

    private static void Advance(MachineState state, long bytes) =>
        state.StackPointer = state.StackPointer.IsFrame
            ? AbstractValue.Frame(state.StackPointer.FrameOffset + bytes)
            : AbstractValue.Unknown;

    /// <summary>The value of an operand; unknown for what is not modelled.</summary>
    public AbstractValue Operand(in Instruction instruction, int index, MachineState state)
    {
        switch (instruction.GetOpKind(index))
        {
            case OpKind.Register:
                return ReadRegister(instruction.GetOpRegister(index), state);
            case OpKind.Memory:
                if (instruction.SegmentPrefix is Register.FS or Register.GS)
                    return AbstractValue.Unknown;
                int size = instruction.MemorySize.GetSize();
                AbstractValue address = Address(instruction, state);
                if (address.IsFrame || address.IsConstant)
                    return Load(state, address, size);
                return TableElement(instruction, state, size);
            case OpKind.Immediate8 or OpKind.Immediate8_2nd or OpKind.Immediate16 or OpKind.Immediate32
                or OpKind.Immediate64 or OpKind.Immediate8to16 or OpKind.Immediate8to32 or OpKind.Immediate8to64
                or OpKind.Immediate32to64:
                return AbstractValue.Constant(instruction.GetImmediate(index));
            default:
                return AbstractValue.Unknown;
        }
    }

    /// <summary>base + unknown index * element: any element of the constant data from the base on.</summary>
    private AbstractValue TableElement(in Instruction instruction, MachineState state, int size)
    {
        if (instruction.MemoryIndex == Register.None || instruction.MemoryIndexScale != size || size is not (4 or 8))
            return AbstractValue.Unknown;
        AbstractValue start = AbstractValue.Constant(instruction.MemoryDisplacement64);
        if (instruction.MemoryBase != Register.None)
            start = Add(ReadRegister(instruction.MemoryBase, state), start);
        return start.IsConstant && start.Constants.Length == 1 ? _memory.ReadTable(start.Constants[0], size) : AbstractValue.Unknown;
    }

    private AbstractValue Load(MachineState state, AbstractValue address, int size)
    {
        if (address.IsFrame)
            return address.FrameOffset + size > EscapedFrom ? AbstractValue.Unknown : state.ReadFrame(address.FrameOffset, size);
        if (!address.IsConstant || size is not (1 or 2 or 4 or 8))
            return AbstractValue.Unknown;
        ulong[] values = new ulong[address.Constants.Length];
        for (int i = 0; i < values.Length; i++)
            if (!_memory.TryRead(address.Constants[i], size, out values[i]))
                return AbstractValue.Unknown;
        return AbstractValue.Set(values, AbstractValue.MaximumStored);
    }

    private void Store(MachineState state, AbstractValue address, int size, AbstractValue value)
    {
        if (address.IsFrame)
            state.WriteFrame(address.FrameOffset, size, size is 4 ? value.Low32() : size is 8 ? value : AbstractValue.Unknown);
        Escape(value);
    }

    // Only stack and frame pointer may hold frame addresses without others seeing what they point to.
    private void Escape(AbstractValue value)
    {
        if (value.IsFrame)
            EscapedFrom = Math.Min(EscapedFrom, value.FrameOffset);
    }

    private void Write(in Instruction instruction, MachineState state, AbstractValue value)
    {
        if (instruction.Op0Kind == OpKind.Register)
            WriteRegister(instruction.Op0Register, state, value);
        else if (instruction.Op0Kind == OpKind.Memory && instruction.SegmentPrefix is not (Register.FS or Register.GS))
        {
            EscapeIndexed(instruction.MemoryBase, instruction.MemoryIndex, (long)instruction.MemoryDisplacement64, state);
            Store(state, Address(instruction, state), instruction.MemorySize.GetSize(), value);
        }
        else
        {
            Escape(value);
        }
    }

    // A store to an array in the frame at an index: all that lies above its start may have changed.
    private void EscapeIndexed(Register basis, Register index, long displacement, MachineState state)
    {
        if (index == Register.None)
            return;
        AbstractValue start = basis == Register.None ? AbstractValue.Unknown : ReadRegister(basis, state);
        if (!start.IsFrame)
            start = ReadRegister(index, state);
        if (start.IsFrame)
            EscapedFrom = Math.Min(EscapedFrom, start.FrameOffset + displacement);
    }

    private void WriteRegister(Register register, MachineState state, AbstractValue value)
    {
        if (!register.IsGPR())
        {
            Escape(value);
            return;
        }
        int place = Place.OfRegister(register);
        bool pointer = place is 4 or 5;
        if (!pointer)
            Escape(value);
        state[place] = register.GetSize() switch
        {
            8 => value,
            4 => value.Low32(),
            2 => AbstractValue.Combine(state[place], value, (old, low) => (old & ~0xfffful) | (ushort)low),
            _ => register is >= Register.AH and <= Register.BH
                ? AbstractValue.Unknown
                : AbstractValue.Combine(state[place], value, (old, low) => (old & ~0xfful) | (byte)low),
        };
    }

    private static AbstractValue SignExtend(AbstractValue value, int size) =>
        size switch
        {
            1 => value.Map(v => (ulong)(sbyte)v),
            2 => value.Map(v => (ulong)(short)v),
            // What places stand for is only looked at in its lower half.
            _ => value.IsConstant ? value.Map(v => (ulong)(int)v) : value,
        };

    private static int OperandSize(in Instruction instruction, int index) => instruction.GetOpKind(index) switch
    {
        OpKind.Register => instruction.GetOpRegister(index).GetSize(),
        OpKind.Memory => instruction.MemorySize.GetSize(),
        _ => 0,
    };

    private void ForgetWritten(in Instruction instruction, MachineState state)
    {
        InstructionInfo information = _information.GetInfo(instruction);
        // A frame address that an unmodelled instruction reads may end up anywhere.
        foreach (UsedRegister used in information.GetUsedRegisters())
        {
            if (!used.Register.IsGPR() || Place.OfRegister(used.Register) == 4)
                continue;
            if (used.Access is not (OpAccess.Write or OpAccess.CondWrite)
                && !information.GetUsedMemory().Any(m => m.Base == used.Register || m.Index == used.Register))
                Escape(state[Place.OfRegister(used.Register)]);
        }
        foreach (UsedMemory memory in information.GetUsedMemory())
        {
            if (memory.Access is OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess or OpAccess.None)
                continue;
            int size = memory.MemorySize.GetSize();
            // Repeated stores and state saves have no size that the encoding tells.
            EscapeIndexed(memory.Base, memory.Index, (long)memory.Displacement, state);
            bool unbounded = size == 0 || instruction.HasRepPrefix || instruction.HasRepnePrefix;
            AbstractValue address = instruction.OpCount > 0 && memory.Index == Register.None
                ? Add(memory.Base == Register.None ? AbstractValue.Constant(0) : ReadRegister(memory.Base, state),
                    AbstractValue.Constant(memory.Displacement))
                : AbstractValue.Unknown;
            if (address.IsFrame && !unbounded)
                state.WriteFrame(address.FrameOffset, size, AbstractValue.Unknown);
            else if (address.IsFrame)
                EscapedFrom = Math.Min(EscapedFrom, address.FrameOffset);
        }
        foreach (UsedRegister used in information.GetUsedRegisters())
            if (used.Register.IsGPR() && used.Access is not (OpAccess.Read or OpAccess.CondRead))
                state[Place.OfRegister(used.Register)] = AbstractValue.Unknown;
    }
}
