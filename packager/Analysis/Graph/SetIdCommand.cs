using System;
using System.Collections.Generic;
using Iced.Intel;

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
        for (int i = block.Length - 2; i >= 0; i--)
        {
            Instruction instruction = block[i];
            if (instruction.OpCount == 0 || instruction.Op0Kind != OpKind.Register || !instruction.Op0Register.IsGPR())
                continue;
            int target = instruction.Op0Register.GetFullRegister() - Register.RAX;
            if (target > Rdi || loads[target].Base != Register.None)
                continue;
            bool fromRecord = instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Movsxd && instruction.Op1Kind == OpKind.Memory
                && instruction.MemoryIndex == Register.None && !instruction.IsIPRelativeMemoryOperand
                && instruction.MemoryBase is not (Register.None or Register.RSP);
            loads[target] = fromRecord ? (instruction.MemoryBase, instruction.MemoryDisplacement64) : (Register.RIP, 0);
        }
        Register record = loads[Rax].Base;
        if (record is Register.None or Register.RIP)
            return false;
        int arguments = 0;
        foreach (int register in (ReadOnlySpan<int>)[Rdi, Rsi, Rdx])
            if (loads[register].Base == record && loads[register].Offset != loads[Rax].Offset)
                arguments++;
        return arguments >= 2;
    }
}
