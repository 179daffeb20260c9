namespace LiteBox.South;

/// <summary>
/// The thread-local slots of Windows that the South claims at start: GS points at the thread environment block (TEB), in which
/// the first 64 slots lie. Rewritten code and the stubs have these numbers built in. The last ones, which nobody takes
/// before: Windows hands slots out from the first on. The packager compiles this file too.
/// </summary>
internal static class ThreadSlots
{
    /// <summary>Index of the first slot claimed.</summary>
    public const int First = 61;

    /// <summary>Slots claimed.</summary>
    public const int Count = 3;

    /// <summary>Offset in the TEB of the address of the entry stub: where the trampolines of rewritten code jump to.</summary>
    public const int Entry = Slots + (8 * First);

    /// <summary>Offset of the address of the thread's block.</summary>
    public const int Block = Entry + 8;

    /// <summary>Offset of the address at which the guest continues; the stubs jump through it when no register is left.</summary>
    public const int Continue = Block + 8;

    // TEB.TlsSlots
    private const int Slots = 0x1480;
}
