using System;

namespace LiteBox.South;

/// <summary>
/// The guest's vDSO: a <see cref="ClockPage"/> and behind it the shared object that the packager wrote, at a random page above
/// the addresses that the guest can map anything at.
/// </summary>
internal static unsafe class Vdso
{
    private const ulong Page = PhysicalMemory.FrameSize;

    private static ClockPage* s_clock;

    /// <summary>Where the shared object begins.</summary>
    public static ulong Address { get; private set; }

    /// <summary>Places it. The clocks and the page tables have been started. False when memory has run out.</summary>
    public static bool Start()
    {
        ulong length;
        byte* image = Stub.Vdso(&length);
        ulong size = (length + Page - 1) & ~(Page - 1);
        nuint pages = South.AllocatePages((nuint)(Page + size));
        if (pages == 0)
        {
            return false;
        }

        s_clock = (ClockPage*)pages;
        new ReadOnlySpan<byte>(image, (int)length).CopyTo(new Span<byte>((byte*)pages + Page, (int)length));
        ulong random = 0;
        South.FillRandom(new Span<byte>(&random, sizeof(int)));
        ulong clock = South.GuestEnd + (random % ((GuestTables.End - South.GuestEnd - size) / Page) * Page);
        Address = clock + Page;
        return South.MapPages(clock, Page, PageProtection.Read, pages) == Errno.None
            && South.MapPages(Address, size, PageProtection.Read | PageProtection.Execute, pages + (nuint)Page) == Errno.None;
    }

    /// <summary>Called when the guest touches a page above its addresses that is not resident: a program that looks at the clock waits for its rate, no other does.</summary>
    public static void Touched(ulong address)
    {
        if (address - (Address - Page) < Page)
        {
            TimeSource.Describe(ref *s_clock);
        }
    }
}
