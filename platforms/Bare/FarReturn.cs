using System;
using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// IRETQ and RETFQ from guest code to guest code: runtimes load all registers at once with them. A CPU does that by itself. QEMU before 9.1 reads
/// the stack for it as the supervisor, which SMAP forbids, and raises a page fault that no CPU would.
/// </summary>
internal static class FarReturn
{
    private const byte WidePrefix = 0x48, InterruptReturn = 0xCF, Return = 0xCB;
    private const ushort GuestData = Traps.UserBase + 8, GuestCode = Traps.UserBase + 16;
    private const ulong NestedTask = 1 << 14;

    /// <summary>
    /// Does what the instruction at RIP would have done (Intel SDM volume 2, IRET and RET). False when it is another one, or leads elsewhere than
    /// to guest code: that is a general protection fault on every CPU.
    /// </summary>
    public static bool TryPerform(ref GuestRegisters registers)
    {
        Span<byte> code = stackalloc byte[2];
        Span<ulong> stack = stackalloc ulong[5];
        if (South.CopyFromGuest(code, registers.Rip) != code.Length || code[0] != WidePrefix)
        {
            return false;
        }

        if (code[1] == Return)
        {
            stack = stack[..2];
        }
        else if (code[1] != InterruptReturn || (registers.Rflags & NestedTask) != 0)
        {
            return false;
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(stack);
        if (South.CopyFromGuest(bytes, registers.Rsp) != bytes.Length || (ushort)stack[1] != GuestCode)
        {
            return false;
        }

        if (code[1] == Return)
        {
            registers.Rsp += (ulong)bytes.Length;
        }
        else if ((ushort)stack[4] == GuestData)
        {
            // The way out masks what a guest may not set.
            registers.Rflags = stack[2];
            registers.Rsp = stack[3];
        }
        else
        {
            return false;
        }

        registers.Rip = stack[0];
        return true;
    }
}
