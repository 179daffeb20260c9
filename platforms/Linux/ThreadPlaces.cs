namespace LiteBox.South;

/// <summary>Where the memory of threads lies, as this South and the stubs (packager/Linking/Stubs/Linux), which compile this too, agree on it.</summary>
internal static class ThreadPlaces
{
    /// <summary>
    /// The memory of a thread (its stacks and behind them its block) ends at a multiple of this many bytes. So code on one of the stacks
    /// finds the block, and with it all else that belongs to the thread.
    /// </summary>
    public const int Piece = 256 * 1024;

    /// <summary>Where the block is in the last piece.</summary>
    public const int BlockInPiece = Piece - (16 * 1024);

    /// <summary>
    /// Trampolines jump through the word at this address of GS: the first one of the block, for a GS base that is so much below the block, and
    /// a word of the process for a thread without a GS base (<c>ThreadRegister</c>). The lowest address at which hosts let programs have
    /// memory (vm.mmap_min_addr).
    /// </summary>
    public const int Entry = 0x1_0000;

    /// <summary>The table of blocks of threads without a GS base, 65,536 addresses.</summary>
    public const int Table = Entry + 0x1000;

    /// <summary>Where in the word that the FS base points to the 16 bits are that number a place in that table.</summary>
    public const int PlaceOffset = 2;

    /// <summary>Behind that table begins the guest's memory.</summary>
    public const int End = 0xA_0000;
}
