using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// A regular file: pages that were written, over the bytes that the image has, over zeros. Bytes after the end of
/// file are zero in every page that is there.
/// </summary>
public sealed unsafe partial class TreeFile : Inode
{
    private const ulong PageMask = PagePool.PageSize - 1;

    /// <summary>Largest size of a file (MAX_LFS_FILESIZE).</summary>
    public const ulong MaxSize = long.MaxValue;

    private readonly ErofsImage? _image;
    private readonly ErofsNode _node;

    // Bytes of the image that still count: a truncation takes the rest away for good.
    private ulong _imageLength;
    private PageMap? _pages;
    private ulong _size;

    /// <summary>An empty file.</summary>
    public TreeFile(FileSystem system, uint mode)
        : base(system, system.NewNumber(), FileType.Regular | mode)
    {
    }

    internal TreeFile(TreeFileSystem system, ulong number, in ErofsNode node)
        : base(system, number, node.Mode, node.ModifiedAt)
    {
        _image = system.Image;
        _node = node;
        _size = _imageLength = node.Size;
        Links = node.Links;
        User = node.User;
        Group = node.Group;
    }

    /// <inheritdoc/>
    public override ulong Size => _size;

    /// <inheritdoc/>
    public override ulong Blocks => (_imageLength + PagePool.PageSize - 1) / PagePool.PageSize * (PagePool.PageSize / 512) + (!HasPages ? 0 : _pages!.Count * (PagePool.PageSize / 512));

    /// <summary>Whether something was written to the file.</summary>
    private bool HasPages => Capability.FileChanges && _pages is not null;

    /// <summary>False for a file of O_TMPFILE with O_EXCL: it never gets a name.</summary>
    public bool MayBeLinked { get; set; }

    /// <summary>Seals of a memfd (F_GET_SEALS); -1 for a file that cannot be sealed.</summary>
    public int Seals { get; set; } = -1;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = new RegularFile(this, flags);
        return Errno.None;
    }

    /// <summary>
    /// Bytes from a place on, as many as lie together, up to <paramref name="limit"/>; none at the end of file. They are
    /// valid until the file changes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Peek(ulong offset, ulong limit)
    {
        if (offset >= _size)
            return default;
        limit = ulong.Min(limit, _size - offset);
        if (!HasPages && offset < _imageLength)
            return PeekImage(offset, limit);
        return PeekPage(offset, limit);
    }

    /// <summary>
    /// Room to write at a place, up to the end of its page and to <paramref name="limit"/>; the file grows only by
    /// <see cref="Extend"/>. Empty when memory has run out.
    /// </summary>
    public Span<byte> Poke(ulong offset, ulong limit)
    {
        nuint page = MakePage(offset / PagePool.PageSize);
        if (page == 0)
            return default;
        int start = (int)(offset & PageMask);
        return new Span<byte>((byte*)page + start, (int)ulong.Min(limit, PagePool.PageSize - (ulong)start));
    }

    /// <summary>The file reaches at least to here, since something was written there.</summary>
    public void Extend(ulong end)
    {
        if (end <= _size)
            return;
        HasMoved |= Capability.SharedMemory && _views != 0;
        _size = end;
    }

    /// <inheritdoc/>
    public override Errno Truncate(ulong size)
    {
        if (!Capability.FileChanges)
            return Errno.EPERM;
        if (size > MaxSize)
            return Errno.EINVAL;
        if (Capability.SharedMemory)
            BeforeResize(size);
        if (size < _size)
        {
            _imageLength = ulong.Min(_imageLength, size);
            RemovePages((size + PageMask) / PagePool.PageSize, ulong.MaxValue >> 12);
            if ((size & PageMask) != 0 && _pages is not null && _pages.Find(size / PagePool.PageSize) is var last and not 0)
                new Span<byte>((byte*)last + (size & PageMask), (int)(PagePool.PageSize - (size & PageMask))).Clear();
        }

        _size = size;
        TouchContents();
        return Errno.None;
    }

    /// <summary>Makes sure that memory for the range is there (fallocate(2)). ENOSPC.</summary>
    public Errno Reserve(ulong offset, ulong length)
    {
        if (length > Machine.MemorySize)
            return Errno.ENOSPC;
        for (ulong page = offset / PagePool.PageSize; page <= (offset + length - 1) / PagePool.PageSize; page++)
        {
            if (page * PagePool.PageSize < _imageLength)
                continue;
            if (MakePage(page) == 0)
                return Errno.ENOSPC;
        }

        return Errno.None;
    }

    /// <summary>Makes the range read as zeros (FALLOC_FL_PUNCH_HOLE). ENOSPC.</summary>
    public Errno Punch(ulong offset, ulong length)
    {
        ulong end = ulong.Min(offset + length, _size);
        while (offset < end)
        {
            ulong part = ulong.Min(end - offset, PagePool.PageSize - (offset & PageMask));
            ulong page = offset / PagePool.PageSize;
            bool overImage = page * PagePool.PageSize < _imageLength;
            if (part == PagePool.PageSize && !overImage)
            {
                ulong whole = (end - offset) / PagePool.PageSize;
                RemovePages(page, page + whole);
                offset += whole * PagePool.PageSize;
                continue;
            }

            if (overImage || (_pages is not null && _pages.Find(page) != 0))
            {
                Span<byte> room = Poke(offset, part);
                if (room.Length == 0)
                    return Errno.ENOSPC;
                room.Clear();
            }

            offset += part;
        }

        TouchContents();
        return Errno.None;
    }

    /// <summary>
    /// The first byte at or after <paramref name="offset"/> that is data (SEEK_DATA), or that lies in a hole (SEEK_HOLE);
    /// the end of file counts as a hole. ENXIO.
    /// </summary>
    public Result Seek(ulong offset, bool hole)
    {
        if (offset >= _size)
            return Errno.ENXIO;
        if (!hole)
        {
            if (offset < _imageLength)
                return offset;
            if (!HasPages || !_pages!.TryNext(offset / PagePool.PageSize, out ulong found) || found * PagePool.PageSize >= _size)
                return Errno.ENXIO;
            return ulong.Max(offset, found * PagePool.PageSize);
        }

        ulong at = offset;
        if (at < _imageLength)
            at = (_imageLength + PageMask) & ~PageMask;
        while (at < _size && HasPages && _pages!.Find(at / PagePool.PageSize) != 0)
            at = (at & ~PageMask) + PagePool.PageSize;
        return ulong.Min(at, _size);
    }

    /// <summary>The place in the image where the range lies as whole pages; false when it was written to or lies in the tail.</summary>
    public bool TryGetImageOffset(ulong offset, ulong length, out ulong imageOffset)
    {
        imageOffset = _node.HeadOffset + offset;
        if (_image is null || HasPages || _imageLength != _node.Size || _size != _imageLength)
            return false;
        ulong head = (_node.HeadLength + PageMask) & ~PageMask;
        return offset <= head && length <= head - offset;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        if (HasPages)
            _pages!.Remove(0, ulong.MaxValue >> 12);
        _pages = null;
        _size = _imageLength = 0;
        if (_image is not null)
            Unsafe.As<TreeFileSystem>(System).Forget(this);
    }

    private void RemovePages(ulong first, ulong end)
    {
        if (Capability.SharedMemory && _sharedViews != 0)
            _pages?.Clear(first, end);
        else
            _pages?.Remove(first, end);
    }

    private ReadOnlySpan<byte> PeekImage(ulong offset, ulong limit)
    {
        limit = ulong.Min(limit, _imageLength - offset);
        if (offset >= _node.HeadLength)
            return _image!.Bytes(_node.TailOffset + (offset - _node.HeadLength), (int)limit);
        limit = ulong.Min(ulong.Min(limit, _node.HeadLength - offset), int.MaxValue);
        return _image!.Bytes(_node.HeadOffset + offset, (int)limit);
    }

    private ReadOnlySpan<byte> PeekPage(ulong offset, ulong limit)
    {
        int start = (int)(offset & PageMask);
        limit = ulong.Min(limit, PagePool.PageSize - (ulong)start);
        nuint page = HasPages ? _pages!.Find(offset / PagePool.PageSize) : 0;
        if (page != 0)
            return new ReadOnlySpan<byte>((byte*)page + start, (int)limit);
        return offset < _imageLength ? PeekImage(offset, limit) : Guest.Zeros[..(int)limit];
    }

    private nuint MakePage(ulong number)
    {
        if (_pages is null)
        {
            _pages = new PageMap();
            HasMoved |= Capability.SharedMemory && _views != 0;
        }

        nuint page = _pages.Find(number);
        if (page != 0)
            return page;
        page = _pages.Make(number);
        if (page == 0)
            return 0;
        ulong start = number * PagePool.PageSize;
        Span<byte> to = new((byte*)page, PagePool.PageSize);
        while (start < _imageLength && to.Length > 0)
        {
            ReadOnlySpan<byte> from = PeekImage(start, (ulong)to.Length);
            from.CopyTo(to);
            to = to[from.Length..];
            start += (ulong)from.Length;
        }

        return page;
    }
}
