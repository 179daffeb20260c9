using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const ulong PageSize = PhysicalMemory.FrameSize;

    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection) =>
        GuestTables.Set(address, address + length, Backing.Zeros(protection));

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset) =>
        GuestTables.Set(address, address + length, Backing.Image(offset / PageSize, protection));

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length) => GuestTables.Set(address, address + length, default);

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection) =>
        GuestTables.Protect(address, address + length, protection);

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length) => GuestTables.Move(from, to, length);

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length) => GuestTables.Discard(address, address + length);

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages) =>
        GuestTables.Set(address, address + length, Backing.Frames((pages - PhysicalMemory.DirectMap) / PageSize, protection));

    /// <inheritdoc/>
    public static int CopyFromGuest(Span<byte> destination, ulong source)
    {
        int length = ClipToGuest(source, destination.Length);
        fixed (byte* target = destination)
        {
            return GuestCopy(target, (byte*)source, length);
        }
    }

    /// <inheritdoc/>
    public static int CopyToGuest(ulong destination, ReadOnlySpan<byte> source)
    {
        int length = ClipToGuest(destination, source.Length);
        fixed (byte* bytes = source)
        {
            return GuestCopy((byte*)destination, bytes, length);
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
        OpenGuest();
        bool accessible = Stub.GuestLoad((uint*)address, &loaded) != 0;
        CloseGuest();
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
        OpenGuest();
        bool accessible = Stub.GuestExchange((uint*)address, value, comparand, &before) != 0;
        CloseGuest();
        observed = before;
        return accessible;
    }

    /// <inheritdoc/>
    public static nuint AllocatePages(nuint length)
    {
        ulong pages = (length + PageSize - 1) / PageSize;
        int order = 0;
        while (1ul << order < pages)
        {
            order++;
        }

        ulong block = PhysicalMemory.Allocate(order);
        if (block == 0)
        {
            return 0;
        }

        PhysicalMemory.FreeRange(block + (pages * PageSize), block + (PageSize << order));
        byte* address = (byte*)PhysicalMemory.At(block);
        for (ulong done = 0; done < pages * PageSize; done += PageSize)
        {
            new Span<byte>(address + done, (int)PageSize).Clear();
        }

        return (nuint)address;
    }

    /// <inheritdoc/>
    public static void FreePages(nuint address, nuint length)
    {
        ulong start = address - PhysicalMemory.DirectMap;
        PhysicalMemory.FreeRange(start, start + length);
    }

    /// <inheritdoc/>
    public static void ClearPages(nuint address, nuint length)
    {
        const int Page = 4096;
        for (nuint done = 0; done < length; done += Page)
        {
            new Span<byte>((void*)(address + done), Page).Clear();
        }
    }

    private static int GuestCopy(byte* destination, byte* source, int length)
    {
        OpenGuest();
        nint copied = Stub.GuestCopy(destination, source, length);
        CloseGuest();
        return (int)copied;
    }

    /// <summary>With SMAP the library OS itself cannot touch guest memory but between these two.</summary>
    private static void OpenGuest()
    {
        if (Cpu.HasAccessPrevention)
        {
            Stub.AllowGuestAccess();
        }
    }

    private static void CloseGuest()
    {
        if (Cpu.HasAccessPrevention)
        {
            Stub.ForbidGuestAccess();
        }
    }

    /// <summary>How many of the bytes lie in the guest's address range, from the first on.</summary>
    private static int ClipToGuest(ulong address, int length)
    {
        if (address < GuestStart || address >= GuestEnd)
        {
            return 0;
        }

        ulong room = GuestEnd - address;
        return room < (ulong)length ? (int)room : length;
    }
}
