namespace LiteBox.South;

/// <summary>Accesses of ring 3 as a CPU makes them: by its store of translations, else by the tables, else with a page fault.</summary>
internal static unsafe class Processor
{
    public const ulong Read = 0, Write = 2, Fetch = 16;
    private const ulong Present = 1, Writable = 2, User = 4, NoExecute = 1ul << 63;
    private const ulong FrameMask = 0x000F_FFFF_FFFF_F000;

    public static ulong Root { get; set; }

    /// <summary>The word that the access reaches, or null: it is not allowed.</summary>
    public static ulong* Access(ulong address, ulong kind)
    {
        const int MostFaults = 3;
        for (int faults = 0; faults < MostFaults; faults++)
        {
            ulong page = address & ~0xFFFul;
            if (!Stub.TryTranslation(page, out ulong entry))
            {
                entry = Walk(address);
                if ((entry & Present) != 0)
                    Stub.Keep(page, entry);
            }

            bool isAllowed = (entry & (Present | User)) == (Present | User)
                && (kind != Write || (entry & Writable) != 0) && (kind != Fetch || (entry & NoExecute) == 0);
            if (isAllowed)
                return (ulong*)((byte*)PhysicalMemory.At(entry & FrameMask) + (address & 0xFF8));
            if (GuestTables.Fault(address, User | kind | (entry & Present)) != FaultOutcome.Resolved)
                return null;
        }

        throw new System.InvalidOperationException($"The access at {address:x} faults for ever.");
    }

    private static ulong Walk(ulong address)
    {
        ulong entry = Root | Present;
        for (int level = 3; level >= 0 && (entry & Present) != 0; level--)
            entry = PhysicalMemory.At(entry & FrameMask)[(address >> (12 + (9 * level))) & 511];
        return entry;
    }
}
