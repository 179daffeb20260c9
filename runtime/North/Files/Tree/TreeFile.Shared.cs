namespace LiteBox.North;

/// <content>
/// Pages that guests see in shared mappings. As long as one has them, a page stays the file's: what a truncation or a hole takes
/// away is zeros, and never becomes the page of another file.
/// </content>
public sealed unsafe partial class TreeFile
{
    private int _views;
    private int _sharedViews;

    /// <summary>Areas of all processes that are, or may become, writable views of the file.</summary>
    public int WritableViews { get; private set; }

    /// <summary>True when the size or the place of pages has changed while the file is mapped: <see cref="Memory.Follow(TreeFile)"/>.</summary>
    internal bool HasMoved { get; set; }

    /// <summary>Maps pages of the file, which reaches to the end of the range or into its last page. ENODEV, ENOMEM.</summary>
    public Errno MapPages(ulong address, ulong length, PageProtection protection, ulong offset)
    {
        ulong first = offset / PagePool.PageSize, end = (offset + length) / PagePool.PageSize;
        if (!MakePages(first, end))
            return Errno.ENOMEM;
        while (first < end)
        {
            ulong count = _pages!.CountTogether(first, end - first);
            Errno error = Host.MapPages(address, count * PagePool.PageSize, protection, _pages.Find(first));
            if (error != Errno.None)
                return error;
            first += count;
            address += count * PagePool.PageSize;
        }

        return Errno.None;
    }

    /// <summary>An area more or less maps it.</summary>
    internal void CountView(AreaFlags flags, int change)
    {
        _views += change;
        if ((flags & AreaFlags.Shared) == 0)
            return;
        _sharedViews += change;
        if ((flags & AreaFlags.NeverWritable) == 0)
            WritableViews += change;
        if (_sharedViews != 0)
            return;
        ClearTail();
        _pages?.Remove((_size + PageMask) / PagePool.PageSize, ulong.MaxValue >> 12);
    }

    /// <summary>
    /// Makes what lies behind the end of file in its last page zeros: a guest that maps it can write there, and nobody may read that
    /// when the file has grown.
    /// </summary>
    internal void ClearTail()
    {
        if ((_size & PageMask) != 0 && _pages is not null && _pages.Find(_size / PagePool.PageSize) is var last and not 0)
            new System.Span<byte>((byte*)last + (_size & PageMask), (int)(PagePool.PageSize - (_size & PageMask))).Clear();
    }

    private void BeforeResize(ulong size)
    {
        if (_views == 0)
            return;
        HasMoved |= size != _size;
        if (size > _size)
            ClearTail();
    }

    private bool MakePages(ulong first, ulong end)
    {
        // What the image has is copied; what nobody has written to becomes runs, so that few mappings show it.
        ulong imageEnd = (_imageLength + PageMask) / PagePool.PageSize;
        for (ulong number = first; number < end; number++)
        {
            if (number < imageEnd)
            {
                if (MakePage(number) == 0)
                    return false;
                continue;
            }

            _pages ??= new PageMap();
            if (_pages.Find(number) != 0)
                continue;
            ulong next = _pages.TryNext(number, out ulong found) ? ulong.Min(found, end) : end;
            if (!_pages.MakeRun(number, next - number))
                return false;
            number = next - 1;
        }

        return true;
    }
}
