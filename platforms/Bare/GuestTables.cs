using System;

namespace LiteBox.South;

/// <summary>
/// The guest's half of the 4-level page tables (Intel SDM volume 3, 4.5). Above the lowest level an entry is a table or a
/// <see cref="Backing"/> for all that lies below it. A lowest-level table is two frames: the CPU's entries, and beside each
/// the backing of its page, which stays when the page becomes resident. A frame of the guest's own has the software bit
/// Owned; one of the library OS's has the bit Shared; without both the frame belongs to the root image and is never writable.
/// </summary>
internal static unsafe class GuestTables
{
    /// <summary>End of the addresses that ring 3 can have. The last of them, from <see cref="South.GuestEnd"/> on, hold the vDSO.</summary>
    public const ulong End = 0x7FFF_FFFF_F000;

    private const int Entries = 512;
    private const int LeafOrder = 1;
    private const ulong Present = 1, Writable = 2, User = 4, Owned = 1ul << 9, Resident = 1ul << 10, Shared = 1ul << 11, NoExecute = 1ul << 63;
    private const ulong FrameMask = 0x000F_FFFF_FFFF_F000;
    private const ulong TableFlags = Present | Writable | User;
    private const ulong InvalidateOneByOne = 32 * PhysicalMemory.FrameSize;
    private const ulong FaultAround = 16;

    private static ulong s_root;
    private static ulong s_image;

    /// <summary>Starts with an empty guest half.</summary>
    /// <param name="root">Physical address of the highest table.</param>
    /// <param name="image">Physical address of the root image.</param>
    public static void Start(ulong root, ulong image)
    {
        s_root = root;
        s_image = image;
        new Span<ulong>(PhysicalMemory.At(root), Entries / 2).Clear();
        Stub.InvalidateAll();
    }

    /// <summary>Replaces a range by pages of this backing; <see cref="Backing.None"/> unmaps.</summary>
    public static Errno Set(ulong start, ulong end, Backing backing) => Change(start, end, Operation.Set, backing);

    /// <summary>Changes the rights of the mapped pages of a range.</summary>
    public static Errno Protect(ulong start, ulong end, PageProtection protection) =>
        Change(start, end, Operation.Protect, Backing.Zeros(protection));

    /// <summary>Forgets what was written to the pages of a range.</summary>
    public static Errno Discard(ulong start, ulong end) => Change(start, end, Operation.Discard, default);

    /// <summary>Moves pages with their contents.</summary>
    public static Errno Move(ulong from, ulong to, ulong length)
    {
        Errno error = Set(to, to + length, default);
        for (ulong done = 0; done < length && error == Errno.None;)
        {
            ulong* entry = Find(from + done, out int level);
            ulong span = Span(level);
            if (level > 0)
            {
                // A piece that has no table: all of it is alike and nothing of it is resident.
                ulong offset = (from + done) & (span - 1);
                ulong piece = Math.Min(span - offset, length - done);
                Backing backing = new Backing(*entry).Advance(offset / PhysicalMemory.FrameSize);
                error = Set(to + done, to + done + piece, backing);
                done += piece;
                continue;
            }

            ulong* target = Leaf(to + done);
            if (target == null)
            {
                error = Errno.ENOMEM;
                break;
            }

            target[0] = entry[0];
            target[Entries] = entry[Entries];
            entry[0] = 0;
            entry[Entries] = Backing.None;
            done += PhysicalMemory.FrameSize;
        }

        Invalidate(from, from + length);
        return error == Errno.None ? Set(from, from + length, default) : error;
    }

    /// <summary>Makes a page resident, or private, so that the access can be tried again.</summary>
    public static FaultOutcome Fault(ulong address, ulong error)
    {
        ulong* entry = Find(address, out int level);
        Backing backing = level > 0
            ? new Backing(*entry).Advance((address & (Span(level) - 1)) / PhysicalMemory.FrameSize)
            : new Backing(entry[Entries]);
        if (!backing.Allows(error))
        {
            return FaultOutcome.Refused;
        }

        entry = level > 0 ? Leaf(address) : entry;
        if (entry == null)
        {
            return FaultOutcome.OutOfMemory;
        }

        const ulong Write = 2;
        ulong old = *entry;
        if (backing.IsFrame)
        {
            *entry = Entry((backing.Page * PhysicalMemory.FrameSize) | Shared | Resident, backing.Protection);
        }
        else if ((old & Owned) == 0 && ((error & Write) != 0 || !backing.IsImage))
        {
            ulong frame = PhysicalMemory.AllocateForGuest(0, zeroed: !backing.IsImage);
            if (frame == 0)
            {
                return FaultOutcome.OutOfMemory;
            }

            if (backing.IsImage)
            {
                new ReadOnlySpan<ulong>(PhysicalMemory.At(ImageFrame(backing)), Entries)
                    .CopyTo(new Span<ulong>(PhysicalMemory.At(frame), Entries));
            }

            *entry = Entry(frame | Owned | Resident, backing.Protection);
        }
        else if ((old & Resident) == 0)
        {
            MapAround(entry, address);
        }

        Stub.InvalidatePage(address);
        return FaultOutcome.Resolved;
    }

    /// <summary>Whether the guest has something mapped at the address, whatever its rights.</summary>
    public static bool IsMapped(ulong address)
    {
        if (address >= End)
        {
            return false;
        }

        ulong* entry = Find(address, out int level);
        return new Backing(level > 0 ? *entry : entry[Entries]).IsMapped;
    }

    /// <summary>Maps the page of the root image and those after it that are of the same kind: programs run on.</summary>
    private static void MapAround(ulong* entry, ulong address)
    {
        ulong left = Entries - ((address / PhysicalMemory.FrameSize) % Entries);
        for (ulong i = 0; i < Math.Min(left, FaultAround); i++)
        {
            Backing backing = new(entry[i + Entries]);
            if (!backing.IsImage || (entry[i] & Resident) != 0 || backing.Protection == PageProtection.None)
            {
                break;
            }

            entry[i] = Entry(ImageFrame(backing) | Resident, backing.Protection);
        }
    }

    private static ulong ImageFrame(Backing backing) => s_image + (backing.Page * PhysicalMemory.FrameSize);

    /// <summary>The entry for a frame: present only when the guest may do anything with it, writable only when it is no page of the root image.</summary>
    private static ulong Entry(ulong frame, PageProtection protection)
    {
        ulong entry = frame & (FrameMask | Owned | Resident | Shared);
        if (protection != PageProtection.None)
        {
            entry |= Present | User;
        }

        if ((protection & PageProtection.Write) != 0 && (frame & (Owned | Shared)) != 0)
        {
            entry |= Writable;
        }

        return (protection & PageProtection.Execute) != 0 ? entry : entry | NoExecute;
    }

    private static ulong Span(int level) => PhysicalMemory.FrameSize << (9 * level);

    private static ulong* Table(ulong entry) => PhysicalMemory.At(entry & FrameMask);

    private static int Index(ulong address, int level) => (int)(address >> (12 + (9 * level))) & (Entries - 1);

    /// <summary>The lowest entry there is for an address, and its level: 0 for a page, up to 3.</summary>
    private static ulong* Find(ulong address, out int level)
    {
        level = 3;
        ulong* entry = PhysicalMemory.At(s_root) + Index(address, level);
        while (level > 0 && (*entry & Present) != 0)
        {
            level--;
            entry = Table(*entry) + Index(address, level);
        }

        return entry;
    }

    /// <summary>The page's own entry, with tables made on the way; null when memory has run out.</summary>
    private static ulong* Leaf(ulong address)
    {
        ulong* entry = Find(address, out int level);
        while (level > 0)
        {
            if (!Expand(entry, level))
            {
                return null;
            }

            level--;
            entry = Table(*entry) + Index(address, level);
        }

        return entry;
    }

    /// <summary>Replaces a backing by a table that says the same.</summary>
    private static bool Expand(ulong* entry, int level)
    {
        bool leaf = level == 1;
        ulong table = PhysicalMemory.AllocateForGuest(leaf ? LeafOrder : 0, zeroed: true);
        if (table == 0)
        {
            return false;
        }

        Backing backing = new(*entry);
        ulong* words = PhysicalMemory.At(table) + (leaf ? Entries : 0);
        ulong pages = Span(level - 1) / PhysicalMemory.FrameSize;
        for (ulong i = 0; i < Entries && backing.IsMapped; i++)
        {
            words[i] = backing.Advance(i * pages).Word;
        }

        *entry = table | TableFlags;
        return true;
    }

    private static Errno Change(ulong start, ulong end, Operation operation, Backing argument)
    {
        if (start >= end)
        {
            return Errno.None;
        }

        Errno error = Change(PhysicalMemory.At(s_root), 3, start, end, operation, argument);
        Invalidate(start, end);
        return error;
    }

    /// <summary>Depth is bounded by the four levels of the tables.</summary>
    private static Errno Change(ulong* table, int level, ulong start, ulong end, Operation operation, Backing argument)
    {
        ulong span = Span(level);
        for (ulong at = start; at < end;)
        {
            ulong next = Math.Min((at & ~(span - 1)) + span, end);
            ulong* entry = table + Index(at, level);
            Backing here = argument.Advance((at - start) / PhysicalMemory.FrameSize);
            if (level == 0)
            {
                ChangePage(entry, operation, here);
            }
            else if (next - at == span && (*entry & Present) == 0)
            {
                ChangeWhole(entry, operation, here);
            }
            else if (next - at == span && operation == Operation.Set)
            {
                FreeTable(*entry, level);
                *entry = here.Word;
            }
            else if ((*entry & Present) != 0 || Concerns(*entry, operation))
            {
                if ((*entry & Present) == 0 && !Expand(entry, level))
                {
                    return Errno.ENOMEM;
                }

                Errno error = Change(Table(*entry), level - 1, at, next, operation, here);
                if (error != Errno.None)
                {
                    return error;
                }
            }

            at = next;
        }

        return Errno.None;
    }

    /// <summary>Whether a part of an entry without a table must be split for the operation.</summary>
    private static bool Concerns(ulong entry, Operation operation) =>
        operation == Operation.Set || (operation == Operation.Protect && new Backing(entry).IsMapped);

    private static void ChangeWhole(ulong* entry, Operation operation, Backing argument)
    {
        if (operation == Operation.Set)
        {
            *entry = argument.Word;
        }
        else if (operation == Operation.Protect)
        {
            *entry = new Backing(*entry).With(argument.Protection).Word;
        }
    }

    private static void ChangePage(ulong* entry, Operation operation, Backing argument)
    {
        if (operation == Operation.Protect)
        {
            Backing backing = new Backing(entry[Entries]).With(argument.Protection);
            entry[Entries] = backing.Word;
            if ((*entry & Resident) != 0)
            {
                *entry = Entry(*entry, backing.Protection);
            }

            return;
        }

        FreePage(*entry);
        *entry = 0;
        if (operation == Operation.Set)
        {
            entry[Entries] = argument.Word;
        }
    }

    private static void FreePage(ulong entry)
    {
        if ((entry & Owned) != 0)
        {
            PhysicalMemory.Free(entry & FrameMask, 0);
        }
    }

    private static void FreeTable(ulong entry, int level)
    {
        ulong* table = Table(entry);
        for (int i = 0; i < Entries; i++)
        {
            if (level == 1)
            {
                FreePage(table[i]);
            }
            else if ((table[i] & Present) != 0)
            {
                FreeTable(table[i], level - 1);
            }
        }

        PhysicalMemory.Free(entry & FrameMask, level == 1 ? LeafOrder : 0);
    }

    private static void Invalidate(ulong start, ulong end)
    {
        if (end - start > InvalidateOneByOne)
        {
            Stub.InvalidateAll();
            return;
        }

        for (ulong at = start; at < end; at += PhysicalMemory.FrameSize)
        {
            Stub.InvalidatePage(at);
        }
    }

    private enum Operation
    {
        Set,
        Protect,
        Discard,
    }
}
