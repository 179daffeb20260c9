using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>
/// What the rewriter tells about its changes: tables in the last segment of each file, which the program has mapped like
/// the rest (packager/Rewriting/TrampolineFormat.cs). They are guest memory: read with care, and trusted only for what the
/// guest could do itself.
/// </summary>
internal static class RewrittenCode
{
    private const ulong Magic = 0x3150_4D41_5254_424C;
    private const uint MostEntries = 1 << 24;
    private const ulong SiteSize = 12;
    private const ulong CallSize = 2;
    private const ulong AddressLoadSize = 7;
    private const byte SiteResumes = 1;

    /// <summary>True when a <c>ud2</c> at the address stands for a system call.</summary>
    internal static bool IsTrap(Process process, ulong address)
    {
        Memory memory = process.Memory;
        for (Area? area = memory.FirstAfter(address); area is not null; area = memory.FirstAfter(area.End))
        {
            if (TryReadHeader(area, out Header header))
                return HasTrap(area.Start, header, address);
        }

        return false;
    }

    /// <summary>
    /// The address of the <c>syscall</c> instruction that a call returning to <paramref name="returnAddress"/> was in the
    /// program as it was built.
    /// </summary>
    internal static ulong SiteOf(Process process, ulong returnAddress)
    {
        // A call that returns into a trampoline ends with the gate, so the byte before belongs to the same one.
        return TryFindSite(process, returnAddress - 1, out ulong segment, out Site site)
            ? unchecked(segment + (ulong)(long)site.Window + site.OffsetInWindow)
            : returnAddress - CallSize;
    }

    /// <summary>
    /// Where the program believes itself to be when a signal finds it at <paramref name="address"/>. Continuing there does the
    /// same.
    /// </summary>
    internal static ulong AddressInProgram(Process process, ulong address)
    {
        if (!TryFindSite(process, address, out ulong segment, out Site site))
            return address;
        ulong inTrampoline = address - segment - site.Trampoline;
        ulong window = unchecked(segment + (ulong)(long)site.Window);
        if (inTrampoline == 0)
            return window;
        bool atGate = inTrampoline == site.GateOffset || inTrampoline == site.GateOffset + AddressLoadSize;
        return atGate && (site.Flags & SiteResumes) != 0 ? window + site.OffsetInWindow : address;
    }

    private static bool TryReadHeader(Area area, out Header header)
    {
        header = default;
        return (area.Protection & PageProtection.Execute) != 0
            && Guest.Read(area.Start, out header) == Errno.None
            && header.Magic == Magic && header.Sites <= MostEntries && header.Traps <= MostEntries;
    }

    private static bool HasTrap(ulong segment, in Header header, ulong address)
    {
        long wanted = unchecked((long)(address - segment));
        uint low = 0;
        uint high = header.Traps;
        while (low < high)
        {
            uint middle = low + (high - low) / 2;
            if (Guest.Read(segment + header.TrapTable + middle * (ulong)sizeof(int), out int trap) != Errno.None)
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

    /// <summary>Finds the site whose trampoline holds the address.</summary>
    private static bool TryFindSite(Process process, ulong address, out ulong segment, out Site site)
    {
        segment = 0;
        site = default;
        if (process.Memory.AreaOf(address) is not { } area || !TryReadHeader(area, out Header header))
            return false;
        segment = area.Start;
        uint low = 0;
        uint high = header.Sites;
        while (low < high)
        {
            uint middle = low + (high - low) / 2;
            if (Guest.Read(segment + header.SiteTable + middle * SiteSize, out Site candidate) != Errno.None)
                return false;
            if (segment + candidate.Trampoline <= address)
            {
                site = candidate;
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low != 0;
    }

#pragma warning disable CS0649 // The fields are filled as bytes of guest memory.
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public uint Version;
        public int EntrySlot;
        public uint Sites;
        public uint SiteTable;
        public uint Traps;
        public uint TrapTable;
    }

    [StructLayout(LayoutKind.Sequential, Size = (int)SiteSize)]
    private struct Site
    {
        public uint Trampoline;
        public int Window;
        public byte GateOffset;
        public byte OffsetInWindow;
        public byte Flags;
    }
#pragma warning restore CS0649
}
