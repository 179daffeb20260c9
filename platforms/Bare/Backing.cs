namespace LiteBox.South;

/// <summary>
/// What a guest page is when it is touched for the first time. Stored where the CPU would look for a page table: an entry
/// whose bit 0 is clear stands for everything below it, so a reservation of any size costs a few words. One word:
/// bits 1-3 protection, bits 4-5 kind, bits 12-63 page number in the root image or in physical memory.
/// </summary>
internal readonly struct Backing
{
    /// <summary>Nothing is mapped.</summary>
    public const ulong None = 0;

    private const int ProtectionShift = 1;
    private const ulong ProtectionMask = 7ul << ProtectionShift;
    private const ulong KindMask = 3ul << 4;
    private const ulong ZeroKind = 1ul << 4;
    private const ulong ImageKind = 2ul << 4;
    private const ulong FrameKind = 3ul << 4;
    private const int PageShift = 12;

    /// <summary>Wraps a stored word.</summary>
    public Backing(ulong word) => Word = word;

    /// <summary>The stored word.</summary>
    public ulong Word { get; }

    /// <summary>Whether something is mapped.</summary>
    public bool IsMapped => (Word & KindMask) != 0;

    /// <summary>Whether the page is a private view of the root image.</summary>
    public bool IsImage => (Word & KindMask) == ImageKind;

    /// <summary>Whether the page is a frame that the library OS owns, shared with whoever else sees it.</summary>
    public bool IsFrame => (Word & KindMask) == FrameKind;

    /// <summary>Page number in the root image, or in physical memory.</summary>
    public ulong Page => Word >> PageShift;

    /// <summary>What the guest may do.</summary>
    public PageProtection Protection => (PageProtection)((Word & ProtectionMask) >> ProtectionShift);

    /// <summary>Pages that start as zeros.</summary>
    public static Backing Zeros(PageProtection protection) => new(ZeroKind | ((ulong)protection << ProtectionShift));

    /// <summary>Pages that start as those of the root image from <paramref name="page"/> on.</summary>
    public static Backing Image(ulong page, PageProtection protection) =>
        new(ImageKind | ((ulong)protection << ProtectionShift) | (page << PageShift));

    /// <summary>Frames of the library OS from physical page <paramref name="page"/> on.</summary>
    public static Backing Frames(ulong page, PageProtection protection) =>
        new(FrameKind | ((ulong)protection << ProtectionShift) | (page << PageShift));

    /// <summary>The same page with other rights.</summary>
    public Backing With(PageProtection protection) =>
        IsMapped ? new((Word & ~ProtectionMask) | ((ulong)protection << ProtectionShift)) : this;

    /// <summary>What lies this many pages further on.</summary>
    public Backing Advance(ulong pages) => IsImage || IsFrame ? new(Word + (pages << PageShift)) : this;

    /// <summary>Whether an access with this page-fault error code (Intel SDM volume 3, 4.7) is within the rights.</summary>
    public bool Allows(ulong error)
    {
        const ulong Write = 2, Fetch = 16;
        if (!IsMapped)
        {
            return false;
        }

        PageProtection needed = (error & Fetch) != 0 ? PageProtection.Execute
            : (error & Write) != 0 ? PageProtection.Write
            : PageProtection.Read | PageProtection.Write | PageProtection.Execute;
        return (Protection & needed) != 0;
    }
}
