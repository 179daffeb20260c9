using System;
using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Analysis.Values;

namespace LiteBox.Packager.Analysis.Graph;

/// <summary>
/// The one system call of C libraries whose number comes from a record in memory. A change of user or group IDs must happen in
/// every thread, so the caller writes number and arguments into a record and signals the threads (glibc: <c>struct
/// xid_command</c>, nptl/nptl_setxid.c; musl: <c>struct ctx</c>, src/unistd/setxid.c). The number and at least two arguments
/// are loaded from one pointer, and nothing else in either library looks like that.
/// </summary>
internal static class SetIdCommand
{
    /// <summary>How many instructions before the system call are looked at.</summary>
    public const int Window = 24;

    /// <summary>setuid setgid setreuid setregid setgroups setresuid setresgid.</summary>
    public static IReadOnlyList<int> Numbers { get; } = [105, 106, 113, 114, 116, 117, 119];

    /// <summary>Whether the instructions, which end with the system call, load it and its arguments from one record.</summary>
    public static bool Matches(ReadOnlySpan<Instruction> block)
    {
        const int Rax = 0, Rdx = 2, Rsi = 6, Rdi = 7;
        Span<(Register Base, ulong Offset)> loads = stackalloc (Register, ulong)[8];
        Register alias = Register.None, original = Register.None;
        foreach (Instruction instruction in block)
        {
            if (instruction.OpCount == 0 || instruction.Op0Kind != OpKind.Register || !instruction.Op0Register.IsGPR())
                continue;
            if (instruction.Mnemonic == Mnemonic.Mov && instruction.Op1Kind == OpKind.Register)
                (alias, original) = (instruction.Op0Register, instruction.Op1Register);
            int target = Place.OfRegister(instruction.Op0Register);
            if (target > Rdi)
                continue;
            bool fromRecord = instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Movsxd && instruction.Op1Kind == OpKind.Memory
                && instruction.MemoryIndex == Register.None && !instruction.IsIPRelativeMemoryOperand
                && instruction.MemoryBase is not (Register.None or Register.RSP);
            Register record = instruction.MemoryBase == alias ? original : instruction.MemoryBase;
            loads[target] = fromRecord ? (record, instruction.MemoryDisplacement64) : default;
        }
        Register common = loads[Rax].Base;
        if (common == Register.None)
            return false;
        int arguments = 0;
        foreach (int register in (ReadOnlySpan<int>)[Rdi, Rsi, Rdx])
            if (loads[register].Base == common && loads[register].Offset != loads[Rax].Offset)
                arguments++;
        return arguments >= 2;
    }
}
