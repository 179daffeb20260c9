using System;

namespace LiteBox.South;

/// <summary>
/// The guest's memory. Windows reserves addresses in multiples of 64 KiB and then commits, protects and decommits single
/// pages, but no call may reach across two reservations or touch a page that is not committed. So addresses are reserved in
/// chunks of 64 MiB when the first page in them is wanted (in units of 64 KiB where the host got there first), what is
/// committed is noted per page, and every operation is cut at chunks and at changes of state. Pages without access are committed
/// when they get some.
/// </summary>
internal static unsafe class GuestPages
{
    private const int LeafBits = 11;
    private const int LeafEntries = 1 << LeafBits;
    private const nuint LeafSize = LeafEntries * 8;
    private const PageProtection AllBits = PageProtection.Read | PageProtection.Write | PageProtection.Execute;

    private static SpinLock s_lock;
    private static GuestChunk*** s_directory;

    /// <summary>Allocates the directory. False when there is no memory.</summary>
    public static bool Initialize()
    {
        s_directory = (GuestChunk***)HeapPages.Allocate((nuint)(South.GuestEnd / GuestChunk.Size / LeafEntries * 8));
        return s_directory != null;
    }

    /// <summary>Whether code of the guest can run at an address. Without the lock: for a thread that is suspended there.</summary>
    public static bool IsExecutable(ulong address) =>
        address < South.GuestEnd && Find(address) is var chunk && chunk != null
        && (chunk->Protection[PageIn(address)] & (byte)PageProtection.Execute) != 0;

    /// <summary>Fresh pages in place of what was there.</summary>
    public static Errno Map(ulong address, ulong length, PageProtection protection)
    {
        s_lock.Enter();
        Errno error = Replace(address, length, protection);
        s_lock.Exit();
        return error;
    }

    /// <summary>Pages with the contents of the root image in place of what was there.</summary>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset)
    {
        const PageProtection Writable = PageProtection.Read | PageProtection.Write;
        s_lock.Enter();
        Errno error = Replace(address, length, Writable);
        for (ulong done = 0; done < length && error == Errno.None;)
        {
            GuestChunk* chunk = Find(address + done);
            int first = PageIn(address + done);
            int count = PagesInChunk(first, length - done);
            error = NoteImage(chunk, first, count, (offset + done) / HostMemory.PageSize);
            done += (ulong)count * HostMemory.PageSize;
        }

        if (error == Errno.None)
        {
            CopyImage(address, length, offset);
            error = protection == Writable ? Errno.None : ChangeProtection(address, length, protection);
        }

        s_lock.Exit();
        return error;
    }

    /// <summary>Takes pages away.</summary>
    public static void Unmap(ulong address, ulong length)
    {
        s_lock.Enter();
        Remove(address, length);
        s_lock.Exit();
    }

    /// <summary>Changes what may be done with mapped pages.</summary>
    public static Errno Protect(ulong address, ulong length, PageProtection protection)
    {
        s_lock.Enter();
        Errno error = ChangeProtection(address, length, protection);
        s_lock.Exit();
        return error;
    }

    /// <summary>Moves pages by copying them.</summary>
    public static Errno Move(ulong from, ulong to, ulong length)
    {
        const PageProtection Writable = PageProtection.Read | PageProtection.Write;
        s_lock.Enter();
        Errno error = Replace(to, length, Writable);
        for (ulong done = 0; done < length && error == Errno.None; done += HostMemory.PageSize)
        {
            error = MovePage(from + done, to + done);
        }

        if (error == Errno.None)
        {
            Remove(from, length);
        }

        s_lock.Exit();
        return error;
    }

    /// <summary>Makes pages what they were when they were mapped.</summary>
    public static Errno Discard(ulong address, ulong length)
    {
        s_lock.Enter();
        Errno error = Errno.None;
        ulong end = address + length;
        while (NextRun(ref address, end, out GuestChunk* chunk, out int first, out int count) && error == Errno.None)
        {
            PageProtection protection = (PageProtection)chunk->Protection[first] & AllBits;
            bool withheld = chunk->Protection[first] == GuestChunk.Withheld;
            uint image = chunk->Image == null ? 0 : chunk->Image[first];
            ulong start = address, size = (ulong)count * HostMemory.PageSize;
            address += size;
            if (withheld)
            {
                continue;
            }

            if (!HostMemory.Decommit(start, size)
                || !HostMemory.Commit(start, size, ToHost(image == 0 ? protection : PageProtection.Write)))
            {
                error = Errno.ENOMEM;
            }
            else if (image != 0)
            {
                CopyImage(start, size, (image - 1ul) * HostMemory.PageSize);
                HostMemory.Protect(start, size, ToHost(protection));
            }
        }

        s_lock.Exit();
        return error;
    }

    private static Errno Replace(ulong address, ulong length, PageProtection protection)
    {
        Remove(address, length);
        ulong end = address + length;
        while (address < end)
        {
            GuestChunk* chunk = FindOrCreate(address);
            int first = PageIn(address);
            int count = PagesInChunk(first, end - address);
            if (chunk == null || !ReserveUnits(chunk, address, first, count)
                || (protection != PageProtection.None && !CommitRun(chunk, address, first, count, protection)))
            {
                return Errno.ENOMEM;
            }

            new Span<byte>(chunk->Protection + first, count).Fill(
                protection == PageProtection.None ? GuestChunk.Withheld : (byte)(GuestChunk.Committed | (byte)protection));
            address += (ulong)count * HostMemory.PageSize;
        }

        return Errno.None;
    }

    private static void Remove(ulong address, ulong length)
    {
        ulong end = address + length;
        while (NextRun(ref address, end, out GuestChunk* chunk, out int first, out int count))
        {
            if (chunk->Protection[first] != GuestChunk.Withheld)
            {
                HostMemory.Decommit(address, (ulong)count * HostMemory.PageSize);
            }

            new Span<byte>(chunk->Protection + first, count).Clear();
            if (chunk->Image != null)
            {
                new Span<uint>(chunk->Image + first, count).Clear();
            }

            address += (ulong)count * HostMemory.PageSize;
        }
    }

    private static Errno ChangeProtection(ulong address, ulong length, PageProtection protection)
    {
        ulong end = address + length;
        while (NextRun(ref address, end, out GuestChunk* chunk, out int first, out int count))
        {
            if ((chunk->Protection[first] & (byte)AllBits) != (byte)protection)
            {
                ulong size = (ulong)count * HostMemory.PageSize;
                if (chunk->Protection[first] == GuestChunk.Withheld
                    ? !HostMemory.Commit(address, size, ToHost(protection))
                    : !HostMemory.Protect(address, size, ToHost(protection)))
                {
                    return Errno.ENOMEM;
                }

                new Span<byte>(chunk->Protection + first, count).Fill((byte)(GuestChunk.Committed | (byte)protection));
            }

            address += (ulong)count * HostMemory.PageSize;
        }

        return Errno.None;
    }

    private static Errno MovePage(ulong from, ulong to)
    {
        GuestChunk* source = Find(from), target = Find(to);
        byte state = source == null ? (byte)0 : source->Protection[PageIn(from)];
        if ((state & GuestChunk.Committed) == 0)
        {
            Remove(to, HostMemory.PageSize);
            target->Protection[PageIn(to)] = state;
            return Errno.None;
        }

        PageProtection protection = (PageProtection)state & AllBits;
        if ((protection & PageProtection.Read) == 0)
        {
            HostMemory.Protect(from, HostMemory.PageSize, Windows.PageReadOnly);
        }

        new ReadOnlySpan<byte>((byte*)from, (int)HostMemory.PageSize).CopyTo(new Span<byte>((byte*)to, (int)HostMemory.PageSize));
        if (source->Image != null && source->Image[PageIn(from)] is var image && image != 0
            && NoteImage(target, PageIn(to), 1, image - 1) != Errno.None)
        {
            return Errno.ENOMEM;
        }

        return ChangeProtection(to, HostMemory.PageSize, protection);
    }

    /// <summary>The next pages that are committed, in one reservation, alike in protection, and one piece of the image or none of it.</summary>
    private static bool NextRun(ref ulong address, ulong end, out GuestChunk* chunk, out int first, out int count)
    {
        chunk = null;
        first = count = 0;
        while (address < end)
        {
            chunk = Find(address);
            first = PageIn(address);
            int pages = PagesInChunk(first, end - address);
            if (chunk != null)
            {
                int free = 0;
                while (free < pages && chunk->Protection[first + free] == 0)
                {
                    free++;
                }

                if (free < pages)
                {
                    first += free;
                    address += (ulong)free * HostMemory.PageSize;
                    count = RunLength(chunk, first, pages - free);
                    return true;
                }
            }

            address += (ulong)pages * HostMemory.PageSize;
        }

        return false;
    }

    private static int RunLength(GuestChunk* chunk, int first, int most)
    {
        const int UnitPages = (int)(HostMemory.Granularity / HostMemory.PageSize);
        byte state = chunk->Protection[first];
        uint image = chunk->Image == null ? 0 : chunk->Image[first];
        if (chunk->IsWhole == 0)
        {
            most = Math.Min(most, UnitPages - (first % UnitPages));
        }

        int count = 1;
        while (count < most && chunk->Protection[first + count] == state
            && (chunk->Image == null || chunk->Image[first + count] == (image == 0 ? 0 : image + (uint)count)))
        {
            count++;
        }

        return count;
    }

    private static bool CommitRun(GuestChunk* chunk, ulong address, int first, int count, PageProtection protection)
    {
        const int UnitPages = (int)(HostMemory.Granularity / HostMemory.PageSize);
        if (chunk->IsWhole != 0)
        {
            return HostMemory.Commit(address, (ulong)count * HostMemory.PageSize, ToHost(protection));
        }

        for (int done = 0; done < count;)
        {
            int pages = Math.Min(count - done, UnitPages - ((first + done) % UnitPages));
            if (!HostMemory.Commit(address + ((ulong)done * HostMemory.PageSize), (ulong)pages * HostMemory.PageSize, ToHost(protection)))
            {
                return false;
            }

            done += pages;
        }

        return true;
    }

    private static bool ReserveUnits(GuestChunk* chunk, ulong address, int first, int count)
    {
        const int UnitPages = (int)(HostMemory.Granularity / HostMemory.PageSize);
        if (chunk->IsWhole != 0)
        {
            return true;
        }

        ulong start = address & ~(GuestChunk.Size - 1);
        for (int unit = first / UnitPages; unit <= (first + count - 1) / UnitPages; unit++)
        {
            if (chunk->Reserved[unit] == 0)
            {
                if (!HostMemory.Reserve(start + ((ulong)unit * HostMemory.Granularity), HostMemory.Granularity))
                {
                    return false;
                }

                chunk->Reserved[unit] = 1;
            }
        }

        return true;
    }

    private static Errno NoteImage(GuestChunk* chunk, int first, int count, ulong imagePage)
    {
        if (chunk->Image == null)
        {
            chunk->Image = (uint*)HeapPages.Allocate(GuestChunk.Pages * sizeof(uint));
            if (chunk->Image == null)
            {
                return Errno.ENOMEM;
            }
        }

        for (int i = 0; i < count; i++)
        {
            chunk->Image[first + i] = (uint)(imagePage + (ulong)i + 1);
        }

        return Errno.None;
    }

    private static void CopyImage(ulong address, ulong length, ulong offset)
    {
        ulong available = offset < South.RootImageSize ? ulong.Min(length, South.RootImageSize - offset) : 0;
        byte* source = (byte*)South.RootImage + offset;
        for (ulong done = 0; done < available;)
        {
            int piece = (int)ulong.Min(available - done, 1 << 30);
            new ReadOnlySpan<byte>(source + done, piece).CopyTo(new Span<byte>((byte*)address + done, piece));
            done += (ulong)piece;
        }
    }

    private static GuestChunk* Find(ulong address)
    {
        GuestChunk** leaf = s_directory[address / GuestChunk.Size >> LeafBits];
        return leaf == null ? null : leaf[(address / GuestChunk.Size) & (LeafEntries - 1)];
    }

    private static GuestChunk* FindOrCreate(ulong address)
    {
        ref GuestChunk** leaf = ref s_directory[address / GuestChunk.Size >> LeafBits];
        if (leaf == null)
        {
            leaf = (GuestChunk**)HeapPages.Allocate(LeafSize);
            if (leaf == null)
            {
                return null;
            }
        }

        ref GuestChunk* chunk = ref leaf[(address / GuestChunk.Size) & (LeafEntries - 1)];
        if (chunk == null)
        {
            chunk = (GuestChunk*)HeapPages.Allocate((nuint)sizeof(GuestChunk));
            if (chunk != null)
            {
                // Address 0 would ask for any place, and the first page is nobody's.
                ulong start = address & ~(GuestChunk.Size - 1);
                chunk->IsWhole = start != 0 && HostMemory.Reserve(start, GuestChunk.Size) ? 1 : 0;
            }
        }

        return chunk;
    }

    private static int PageIn(ulong address) => (int)((address & (GuestChunk.Size - 1)) / HostMemory.PageSize);

    private static int PagesInChunk(int first, ulong length) => (int)ulong.Min(length / HostMemory.PageSize, (ulong)(GuestChunk.Pages - first));

    /// <summary>The protection that Windows has for it: there is none for stores without loads, or for fetches alone.</summary>
    private static uint ToHost(PageProtection protection) => protection switch
    {
        PageProtection.None => Windows.PageNoAccess,
        PageProtection.Read => Windows.PageReadOnly,
        PageProtection.Write or (PageProtection.Read | PageProtection.Write) => Windows.PageReadWrite,
        PageProtection.Execute or (PageProtection.Read | PageProtection.Execute) => Windows.PageExecuteRead,
        _ => Windows.PageExecuteReadWrite,
    };
}
