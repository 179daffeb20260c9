using System;
using System.Buffers.Binary;
using LiteBox.Packager.Linking;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>Runs a filter as the kernel does (linux/filter.h, linux/seccomp.h), after the patches that the image applies.</summary>
internal static class BpfMachine
{
    public static uint Run(
        SeccompProgram program, ulong gate, uint process, uint number, uint architecture, ulong address, ReadOnlySpan<long> arguments)
    {
        byte[] code = program.ToBytes();
        byte[] patches = program.PatchBytes();
        for (int i = 0; i < patches.Length; i += 8)
        {
            uint value = BitConverter.ToInt32(patches, i + 4) switch { 0 => (uint)gate, 1 => (uint)(gate >> 32), _ => process };
            BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan((BitConverter.ToInt32(patches, i) * 8) + 4), value);
        }

        byte[] data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), address);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(16 + (i * 8)), arguments[i]);
        }

        uint accumulator = 0;
        for (int at = 0; ; at++)
        {
            ReadOnlySpan<byte> instruction = code.AsSpan(at * 8, 8);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case SeccompInstruction.Load:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
                    break;
                case SeccompInstruction.Jump:
                    at += (int)value;
                    break;
                case SeccompInstruction.JumpEqual:
                    at += accumulator == value ? instruction[2] : instruction[3];
                    break;
                case SeccompInstruction.JumpGreaterOrEqual:
                    at += accumulator >= value ? instruction[2] : instruction[3];
                    break;
                case SeccompInstruction.JumpSet:
                    at += (accumulator & value) != 0 ? instruction[2] : instruction[3];
                    break;
                case SeccompInstruction.Return:
                    return value;
                default:
                    throw new InvalidOperationException("unknown instruction");
            }
        }
    }
}
