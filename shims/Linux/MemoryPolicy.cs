namespace LiteBox.Shim.Linux;

/// <summary>Memory policies (set_mempolicy(2)) of a machine with one node: checked and told, and nothing to choose.</summary>
internal static class MemoryPolicy
{
    private const int Default = 0;
    private const int Preferred = 1;
    private const int Local = 4;
    private const int Last = 5;
    private const int ModeFlags = 0xE000;
    private const ulong MostNodes = Guest.PageSize * 8;

    /// <summary>get_mempolicy(2).</summary>
    [Syscall(239, "get_mempolicy")]
    public static Result Get(Thread thread, ulong mode, ulong nodes, ulong limit, ulong address, ulong flags)
    {
        const ulong OfNode = 1, OfAddress = 2, Allowed = 4;
        if ((flags & ~(OfNode | OfAddress | Allowed)) != 0 || (nodes != 0 && limit == 0))
            return Errno.EINVAL;
        bool asksAllowed = (flags & Allowed) != 0, asksAddress = (flags & OfAddress) != 0;
        if (asksAllowed ? (flags & (OfNode | OfAddress)) != 0 : !asksAddress && (address != 0 || (flags & OfNode) != 0))
            return Errno.EINVAL;
        if (asksAddress && !thread.Process.Memory.IsMapped(Guest.PageDown(address), Guest.PageSize))
            return Errno.EFAULT;
        int value = asksAllowed || asksAddress ? Default : thread.MemoryPolicy;
        if (mode != 0 && Guest.Write(mode, value) != Errno.None)
            return Errno.EFAULT;
        return nodes == 0 ? Result.Success : WriteNodes(nodes, limit, asksAllowed ? 1UL : 0);
    }

    /// <summary>set_mempolicy(2).</summary>
    [Syscall(238, "set_mempolicy")]
    public static Result Set(Thread thread, int mode, ulong nodes, ulong limit)
    {
        Errno error = Check(mode, nodes, limit);
        if (error == Errno.None)
            thread.MemoryPolicy = mode;
        return error;
    }

    /// <summary>mbind(2).</summary>
    [Syscall(237, "mbind")]
    [Partly("the policies of ranges are checked and not told by get_mempolicy: there is one node")]
    public static Result Bind(Thread thread, ulong start, ulong length, int mode, ulong nodes, ulong limit, uint flags)
    {
        const uint Strict = 1, Move = 2, MoveAll = 4;
        if ((flags & ~(Strict | Move | MoveAll)) != 0)
            return Errno.EINVAL;
        if ((flags & MoveAll) != 0 && !thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        if (!Guest.IsPageAligned(start))
            return Errno.EINVAL;
        ulong size = Guest.PageUp(length);
        if (unchecked(start + size) < start)
            return Errno.EINVAL;
        if (size == 0)
            return Result.Success;
        Errno error = Check(mode, nodes, limit);
        if (error != Errno.None)
            return error;

        // Only the default policy passes over holes, and not over one at the start.
        return thread.Process.Memory.IsMapped(start, (mode & ~ModeFlags) == Default ? Guest.PageSize : size) ? Result.Success : Errno.EFAULT;
    }

    // What the nodes may be for a mode: EINVAL for one that needs nodes and has none, or the other way round.
    private static Errno Check(int mode, ulong nodes, ulong limit)
    {
        Errno error = ReadNodes(nodes, limit, out bool isEmpty);
        int kind = mode & ~ModeFlags;
        if (error != Errno.None)
            return error;
        if ((uint)kind > Last)
            return Errno.EINVAL;
        return kind switch
        {
            Default or Local => isEmpty && (kind != Default || mode == Default) ? Errno.None : Errno.EINVAL,
            Preferred => isEmpty && (mode & ModeFlags) != 0 ? Errno.EINVAL : Errno.None,
            _ => isEmpty ? Errno.EINVAL : Errno.None,
        };
    }

    private static Errno ReadNodes(ulong nodes, ulong limit, out bool isEmpty)
    {
        isEmpty = true;
        ulong bits = limit - 1;
        if (nodes == 0 || limit <= 1)
            return Errno.None;
        if (bits > MostNodes)
            return Errno.EINVAL;
        for (ulong at = 0; at * 64 < bits; at++)
        {
            if (Guest.Read(nodes + at * sizeof(ulong), out ulong word) != Errno.None)
                return Errno.EFAULT;
            ulong left = bits - at * 64;
            word &= left >= 64 ? ulong.MaxValue : (1UL << (int)left) - 1;
            if (at == 0 ? (word & ~1UL) != 0 : word != 0)
                return Errno.EINVAL;
            isEmpty &= word == 0;
        }

        return Errno.None;
    }

    private static Errno WriteNodes(ulong nodes, ulong limit, ulong word)
    {
        ulong bytes = (limit + 62) / 64 * sizeof(ulong);
        if (bytes > Guest.PageSize)
            return Errno.EINVAL;
        if (bytes > sizeof(ulong) && Guest.Clear(nodes + sizeof(ulong), bytes - sizeof(ulong)) != Errno.None)
            return Errno.EFAULT;
        return bytes == 0 ? Errno.None : Guest.Write(nodes, word);
    }
}
