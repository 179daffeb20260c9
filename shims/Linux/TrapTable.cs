namespace LiteBox.Shim.Linux;

/// <summary>
/// The list of traps that the rewriter leaves in each file it has changed: a table in the file's last segment, which the
/// program has mapped like the rest (packager/Rewriting/TrampolineFormat.cs).
/// </summary>
internal static class TrapTable
{
    private const ulong Magic = 0x3150_4D41_5254_424C;
    private const ulong TrapCountOffset = 24;
    private const ulong TrapTableOffset = 28;
    private const uint MostTraps = 1 << 24;

    /// <summary>True when a <c>ud2</c> at the address stands for a system call.</summary>
    internal static bool Contains(Process process, ulong address)
    {
        Memory memory = process.Memory;
        for (Area? area = memory.FirstAfter(address); area is not null; area = memory.FirstAfter(area.End))
        {
            if ((area.Protection & PageProtection.Execute) == 0 || Guest.Read(area.Start, out ulong magic) != Errno.None || magic != Magic)
                continue;
            return Search(area.Start, address);
        }

        return false;
    }

    private static bool Search(ulong segment, ulong address)
    {
        if (Guest.Read(segment + TrapCountOffset, out uint count) != Errno.None
            || Guest.Read(segment + TrapTableOffset, out uint table) != Errno.None
            || count > MostTraps)
        {
            return false;
        }

        long wanted = unchecked((long)(address - segment));
        uint low = 0;
        uint high = count;
        while (low < high)
        {
            uint middle = low + (high - low) / 2;
            if (Guest.Read(segment + table + middle * (ulong)sizeof(int), out int trap) != Errno.None)
                return false;
            if (trap == wanted)
                return true;
            if (trap < wanted)
                low = middle + 1;
            else
                high = middle;
        }

        return false;
    }
}
