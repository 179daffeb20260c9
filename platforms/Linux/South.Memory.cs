using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const uint PageSize = 4096;

    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection)
    {
        nint result = Host.MapGuest(address, length, (uint)protection);
        return result < 0 && result >= -4095 ? ToErrno(result) : Errno.None;
    }

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset)
    {
        if (!s_bundleOpen)
        {
            return CopyImage(address, length, protection, offset);
        }

        nint result = Host.MapBundle(address, length, (uint)protection, s_rootOffset + offset);
        return result < 0 && result >= -4095 ? ToErrno(result) : Errno.None;
    }

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length) => ToErrno(Host.Unmap(address, length));

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection) =>
        ToErrno(Host.Protect(address, length, (uint)protection));

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length)
    {
        nint result = Host.Move(from, length, length, to);
        return result < 0 && result >= -4095 ? ToErrno(result) : Errno.None;
    }

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length) => ToErrno(Host.Discard(address, length));

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages)
    {
        nint result = Host.MapView(pages, length, address);
        return result < 0 && result >= -4095 ? ToErrno(result) : Protect(address, length, protection);
    }

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
    public static nuint AllocatePages(nuint length)
    {
        if (Capability.SharedMemory)
        {
            return SharedRegion.Allocate(length);
        }

        nint address = Host.MapAnonymous(length);
        if (address < 0 && address >= -4095)
        {
            return 0;
        }

        if ((ulong)address >= HighestGuestAddress)
        {
            return (nuint)address;
        }

        // The host has filled its own part of the address space and reaches into the guest's.
        Host.Unmap((ulong)address, length);
        return 0;
    }

    /// <inheritdoc/>
    public static void FreePages(nuint address, nuint length)
    {
        if (Capability.SharedMemory)
        {
            SharedRegion.Free(address, length);
        }
        else
        {
            Host.Unmap(address, length);
        }
    }

    /// <inheritdoc/>
    public static void ClearPages(nuint address, nuint length)
    {
        if (Capability.SharedMemory && Host.Empty(address, length) >= 0)
        {
            return;
        }

        for (nuint done = 0; done < length; done += PageSize)
        {
            new Span<byte>((void*)(address + done), (int)PageSize).Clear();
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

    private static Errno CopyImage(ulong address, ulong length, PageProtection protection, ulong offset)
    {
        Errno error = Map(address, length, PageProtection.Read | PageProtection.Write);
        if (error != Errno.None)
        {
            return error;
        }

        ulong available = offset < s_rootSize ? s_rootSize - offset : 0;
        if (available > length)
        {
            available = length;
        }

        byte* target = (byte*)address, source = (byte*)(s_root + (nuint)offset);
        for (ulong i = 0; i < available; i += sizeof(ulong))
        {
            *(ulong*)(target + i) = *(ulong*)(source + i);
        }

        return Protect(address, length, protection);
    }
}
