using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The seccomp filter of an image (seccomp(2), SECCOMP_SET_MODE_FILTER). A call from anywhere but the gate raises
/// SIGSYS, and the library OS serves it; at the gate only the numbers and arguments of its own host calls pass, anything else ends
/// the process.
/// </summary>
public sealed class SeccompProgram
{
    /// <summary>AUDIT_ARCH_X86_64.</summary>
    public const uint ArchitectureX8664 = 0xC000_003E;

    /// <summary>SECCOMP_RET_ALLOW.</summary>
    public const uint Allow = 0x7FFF_0000;

    /// <summary>SECCOMP_RET_TRAP.</summary>
    public const uint Trap = 0x0003_0000;

    /// <summary>SECCOMP_RET_KILL_PROCESS.</summary>
    public const uint Kill = 0x8000_0000;

    // Offsets in struct seccomp_data.
    private const uint NumberOffset = 0, ArchitectureOffset = 4, AddressOffset = 8, ArgumentsOffset = 16;

    // BPF_MAXINSNS
    private const int MostInstructions = 4096;

    private readonly List<SeccompInstruction> _instructions = [];
    private readonly List<SeccompPatch> _patches = [];

    private SeccompProgram()
    {
    }

    /// <summary>The instructions.</summary>
    public IReadOnlyList<SeccompInstruction> Instructions => _instructions;

    /// <summary>The constants that are known only at start.</summary>
    public IReadOnlyList<SeccompPatch> Patches => _patches;

    /// <summary>Generates the filter for the calls that are not <see cref="HostCall.BeforeSeal"/>.</summary>
    public static SeccompProgram Generate(IEnumerable<HostCall> calls)
    {
        SeccompProgram program = new();
        program.Prologue();
        (int Number, HostCall[] Calls)[] numbers =
        [
            .. calls.Where(static c => !c.BeforeSeal)
                .GroupBy(static c => c.Number)
                .OrderBy(static g => g.Key)
                .Select(static g => (g.Key, g.ToArray())),
        ];
        if (numbers.Length == 0)
        {
            program.Add(SeccompInstruction.Return, Kill);
        }
        else
        {
            program.Tree(numbers);
        }

        return program._instructions.Count <= MostInstructions
            ? program
            : throw LinkErrors.BadPolicyProgram("The seccomp filter has more instructions than the kernel takes.");
    }

    /// <summary>The program as struct sock_filter array.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[_instructions.Count * SeccompInstruction.ByteSize];
        Span<byte> rest = bytes;
        foreach (SeccompInstruction instruction in _instructions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, instruction.Code);
            rest[2] = instruction.JumpTrue;
            rest[3] = instruction.JumpFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], instruction.Value);
            rest = rest[SeccompInstruction.ByteSize..];
        }

        return bytes;
    }

    /// <summary>The patches as policy record 7 has them.</summary>
    public byte[] PatchBytes()
    {
        byte[] bytes = new byte[_patches.Count * 8];
        for (int i = 0; i < _patches.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 8), _patches[i].Instruction);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((i * 8) + 4), (int)_patches[i].Kind);
        }

        return bytes;
    }

    private void Prologue()
    {
        Add(SeccompInstruction.Load, ArchitectureOffset);
        Add(SeccompInstruction.JumpEqual, ArchitectureX8664, 0, 4);
        Add(SeccompInstruction.Load, AddressOffset);
        _patches.Add(new SeccompPatch(_instructions.Count, SeccompPatchKind.GateLow));
        Add(SeccompInstruction.JumpEqual, 0, 0, 2);
        Add(SeccompInstruction.Load, AddressOffset + 4);
        _patches.Add(new SeccompPatch(_instructions.Count, SeccompPatchKind.GateHigh));
        Add(SeccompInstruction.JumpEqual, 0, 1, 0);
        Add(SeccompInstruction.Return, Trap);
        Add(SeccompInstruction.Load, NumberOffset);
    }

    private void Tree(ReadOnlySpan<(int Number, HostCall[] Calls)> numbers)
    {
        if (numbers.Length == 1)
        {
            Add(SeccompInstruction.JumpEqual, (uint)numbers[0].Number, 1, 0);
            Add(SeccompInstruction.Return, Kill);
            Rules(numbers[0].Calls);
            return;
        }

        int middle = numbers.Length / 2;
        Add(SeccompInstruction.JumpGreaterOrEqual, (uint)numbers[middle].Number, 0, 1);

        // A conditional jump reaches 255 instructions; a plain one reaches all.
        int jump = _instructions.Count;
        Add(SeccompInstruction.Jump, 0);
        Tree(numbers[..middle]);
        _instructions[jump] = _instructions[jump] with { Value = (uint)(_instructions.Count - jump - 1) };
        Tree(numbers[middle..]);
    }

    /// <summary>The declarations of one number, one after the other; the first that fits allows the call.</summary>
    private void Rules(HostCall[] calls)
    {
        // Declarations that differ in nothing the filter looks at are one rule.
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (HostCall call in calls)
        {
            List<HostCallArgument> conditions = [.. call.Arguments.Where(HasCondition)];
            if (conditions.Count == 0)
            {
                Add(SeccompInstruction.Return, Allow);
                return;
            }

            if (!seen.Add(call.Describe().Split(' ', 3)[2]))
            {
                continue;
            }

            List<int> failures = [];
            foreach (HostCallArgument condition in conditions)
            {
                Condition(condition, failures);
            }

            Add(SeccompInstruction.Return, Allow);
            foreach (int failure in failures)
            {
                int skip = _instructions.Count - failure - 1;
                if (skip > byte.MaxValue)
                {
                    throw LinkErrors.BadPolicyProgram($"The rule of host call '{call.Symbol}' is too long.");
                }

                SeccompInstruction old = _instructions[failure];
                _instructions[failure] = old.Code == SeccompInstruction.JumpSet
                    ? old with { JumpTrue = (byte)skip }
                    : old with { JumpFalse = (byte)skip };
            }
        }

        Add(SeccompInstruction.Return, Kill);
    }

    private static bool HasCondition(HostCallArgument argument) =>
        argument.Constant is not null || argument.Values.Count != 0 || argument.Mask is not null || argument.IsProcessId;

    /// <summary>Falls through when the argument fits; notes the instructions that have to jump to the next rule.</summary>
    private void Condition(HostCallArgument argument, List<int> failures)
    {
        uint offset = ArgumentsOffset + ((uint)argument.Position * 8);
        if (argument.IsProcessId)
        {
            Add(SeccompInstruction.Load, offset);
            _patches.Add(new SeccompPatch(_instructions.Count, SeccompPatchKind.ProcessId));
            Fail(failures, SeccompInstruction.JumpEqual, 0);
            Add(SeccompInstruction.Load, offset + 4);
            Fail(failures, SeccompInstruction.JumpEqual, 0);
        }
        else if (argument.Mask is long mask && argument.Values.Count == 0)
        {
            Add(SeccompInstruction.Load, offset);
            Fail(failures, SeccompInstruction.JumpSet, ~(uint)mask);
            Add(SeccompInstruction.Load, offset + 4);
            Fail(failures, SeccompInstruction.JumpSet, ~(uint)(mask >> 32));
        }
        else
        {
            long[] values = argument.Constant is long constant ? [constant] : [.. argument.Values.Distinct().Order()];
            if (values.Any(v => v >> 32 != values[0] >> 32))
            {
                throw LinkErrors.BadPolicyProgram("The values of one argument must not differ in their upper halves.");
            }

            Add(SeccompInstruction.Load, offset + 4);
            Fail(failures, SeccompInstruction.JumpEqual, (uint)(values[0] >> 32));
            Add(SeccompInstruction.Load, offset);
            for (int i = 0; i < values.Length - 1; i++)
            {
                Add(SeccompInstruction.JumpEqual, (uint)values[i], (byte)(values.Length - 1 - i), 0);
            }

            Fail(failures, SeccompInstruction.JumpEqual, (uint)values[^1]);
        }
    }

    private void Fail(List<int> failures, ushort code, uint value)
    {
        failures.Add(_instructions.Count);
        Add(code, value);
    }

    private void Add(ushort code, uint value, byte jumpTrue = 0, byte jumpFalse = 0) =>
        _instructions.Add(new SeccompInstruction(code, jumpTrue, jumpFalse, value));
}
