using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection) => GuestPages.Map(address, length, protection);

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset) =>
        GuestPages.MapImage(address, length, protection, offset);

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length)
    {
        GuestPages.Unmap(address, length);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection) => GuestPages.Protect(address, length, protection);

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length) => GuestPages.Move(from, to, length);

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length) => GuestPages.Discard(address, length);

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages) => Errno.ENODEV;

    /// <inheritdoc/>
    public static int CopyFromGuest(Span<byte> destination, ulong source)
    {
        int length = ClipToGuest(source, destination.Length);
        fixed (byte* target = destination)
        {
            return (int)Stub.GuestCopy(target, (byte*)source, length);
        }
    }

    /// <inheritdoc/>
    public static int CopyToGuest(ulong destination, ReadOnlySpan<byte> source)
    {
        int length = ClipToGuest(destination, source.Length);
        fixed (byte* bytes = source)
        {
            return (int)Stub.GuestCopy((byte*)destination, bytes, length);
        }
    }

    /// <inheritdoc/>
    public static bool TryLoad(ulong address, out uint value)
    {
        value = 0;
        if (ClipToGuest(address, sizeof(uint)) != sizeof(uint))
        {
            return false;
        }

        uint loaded = 0;
        bool accessible = Stub.GuestLoad((uint*)address, &loaded) != 0;
        value = loaded;
        return accessible;
    }

    /// <inheritdoc/>
    public static bool TryCompareExchange(ulong address, uint value, uint comparand, out uint observed)
    {
        observed = 0;
        if (ClipToGuest(address, sizeof(uint)) != sizeof(uint))
        {
            return false;
        }

        uint before = 0;
        bool accessible = Stub.GuestExchange((uint*)address, value, comparand, &before) != 0;
        observed = before;
        return accessible;
    }

    /// <inheritdoc/>
    public static nuint AllocatePages(nuint length) => HeapPages.Allocate(length);

    /// <inheritdoc/>
    public static void FreePages(nuint address, nuint length) => HeapPages.Free(address, length);

    /// <inheritdoc/>
    public static void ClearPages(nuint address, nuint length)
    {
        const int Page = 4096;
        for (nuint done = 0; done < length; done += Page)
        {
            new Span<byte>((void*)(address + done), Page).Clear();
        }
    }

    /// <summary>How many of the bytes lie in the guest's address range, from the first on.</summary>
    private static int ClipToGuest(ulong address, int length)
    {
        if (address < LowestGuestAddress || address >= HighestGuestAddress)
        {
            return 0;
        }

        ulong room = HighestGuestAddress - address;
        return room < (ulong)length ? (int)room : length;
    }
}
