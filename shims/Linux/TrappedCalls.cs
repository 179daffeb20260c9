namespace LiteBox.Shim.Linux;

/// <summary>
/// System calls at places where no jump fits: the rewriter has put a <c>ud2</c> there, which is as long as
/// <c>syscall</c>, and the exception is the call.
/// </summary>
internal static class TrappedCalls
{
    private const ulong InvalidOpcode = 6;
    private const ushort Ud2 = 0x0B0F;

    /// <summary>True when the fault is such a call; the registers are then those of a system call.</summary>
    internal static bool TryTake(Thread thread)
    {
        ref ThreadBlock block = ref thread.Block;
        if (block.Fault.Trap != InvalidOpcode || block.Fault.Signal != Signal.SIGILL)
            return false;
        ulong site = block.Registers.Rip;
        if (Guest.Read(site, out ushort opcode) != Errno.None || opcode != Ud2 || !RewrittenCode.IsTrap(thread.Process, site))
            return false;
        block.Registers.Rip = site + sizeof(ushort);
        block.Registers.Rcx = block.Registers.Rip;
        block.Registers.R11 = block.Registers.Rflags;
        return true;
    }
}
