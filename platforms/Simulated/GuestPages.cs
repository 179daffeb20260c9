using System;
using System.Collections.Generic;

namespace LiteBox.South;

/// <summary>
/// Guest memory of the simulated host: pages by number, made when they are first written. Guest addresses are no
/// addresses of this process, so a bad one can do no harm.
/// </summary>
internal sealed unsafe class GuestPages
{
    private const ulong PageSize = 4096;

    // Mapped ranges, sorted by start; none overlaps another.
    private readonly List<Range> _ranges = new();
    private readonly Dictionary<ulong, byte[]> _pages = new();

    public PageProtection? ProtectionOf(ulong address)
    {
        int index = IndexOf(address);
        return index < 0 ? null : _ranges[index].Protection;
    }

    /// <param name="shared">Address of the pages that are seen there; 0: the range has its own.</param>
    public void Map(ulong start, ulong length, PageProtection protection, ulong? imageOffset, nuint shared = 0)
    {
        Unmap(start, length);
        int index = ~_ranges.BinarySearch(new Range { Start = start }, Range.ByStart);
        _ranges.Insert(index, new Range { Start = start, End = start + length, Protection = protection, ImageOffset = imageOffset, Shared = shared });
    }

    public void Unmap(ulong start, ulong length)
    {
        Split(start);
        Split(start + length);
        _ranges.RemoveAll(range => range.Start >= start && range.End <= start + length);
        DropPages(start, length);
    }

    /// <summary>False when a part is not mapped.</summary>
    public bool Protect(ulong start, ulong length, PageProtection protection)
    {
        if (!IsMapped(start, length))
            return false;
        Split(start);
        Split(start + length);
        foreach (Range range in _ranges)
        {
            if (range.Start >= start && range.End <= start + length)
                range.Protection = protection;
        }

        return true;
    }

    public bool Move(ulong from, ulong to, ulong length)
    {
        if (!IsMapped(from, length))
            return false;
        Unmap(to, length);
        Split(from);
        Split(from + length);
        foreach (Range range in _ranges)
        {
            if (range.Start >= from && range.End <= from + length)
            {
                range.Start = range.Start - from + to;
                range.End = range.End - from + to;
            }
        }

        _ranges.Sort(Range.ByStart);
        for (ulong offset = 0; offset < length; offset += PageSize)
        {
            if (_pages.Remove((from + offset) / PageSize, out byte[]? page))
                _pages[(to + offset) / PageSize] = page;
        }

        return true;
    }

    public bool Discard(ulong start, ulong length)
    {
        DropPages(start, length);
        return IsMapped(start, length);
    }

    public int Read(Span<byte> destination, ulong source)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ulong address = source + (ulong)done;
            int step = Step(address, destination.Length - done);
            Span<byte> target = destination.Slice(done, step);
            int index = IndexOf(address);
            if (index < 0 || (_ranges[index].Protection & PageProtection.Read) == 0)
                break;
            if (_ranges[index].Shared != 0)
                _ranges[index].SharedAt(address, step).CopyTo(target);
            else if (_pages.TryGetValue(address / PageSize, out byte[]? page))
                page.AsSpan((int)(address % PageSize), step).CopyTo(target);
            else if (_ranges[index].ImageOffset is { } offset)
                Image(offset + address - _ranges[index].Start, step).CopyTo(target);
            else
                target.Clear();
            done += step;
        }

        return done;
    }

    public int Write(ulong destination, ReadOnlySpan<byte> source)
    {
        int done = 0;
        while (done < source.Length)
        {
            ulong address = destination + (ulong)done;
            int step = Step(address, source.Length - done);
            int index = IndexOf(address);
            if (index < 0 || (_ranges[index].Protection & PageProtection.Write) == 0)
                break;
            source.Slice(done, step).CopyTo(_ranges[index].Shared != 0 ? _ranges[index].SharedAt(address, step) : PageFor(address, _ranges[index]).AsSpan((int)(address % PageSize), step));
            done += step;
        }

        return done;
    }

    private static int Step(ulong address, int left) => (int)ulong.Min((ulong)left, PageSize - address % PageSize);

    private static ReadOnlySpan<byte> Image(ulong offset, int length)
    {
        if (offset + (ulong)length > Simulation.RootImageSize)
            throw new InvalidOperationException("A view of the image reaches past its end.");
        return new ReadOnlySpan<byte>((byte*)Simulation.RootImage + offset, length);
    }

    private byte[] PageFor(ulong address, Range range)
    {
        ulong number = address / PageSize;
        if (!_pages.TryGetValue(number, out byte[]? page))
        {
            page = new byte[PageSize];
            if (range.ImageOffset is { } offset)
                Image(offset + number * PageSize - range.Start, (int)PageSize).CopyTo(page);
            _pages.Add(number, page);
        }

        return page;
    }

    private bool IsMapped(ulong start, ulong length)
    {
        ulong end = start + length;
        while (start < end)
        {
            int index = IndexOf(start);
            if (index < 0)
                return false;
            start = _ranges[index].End;
        }

        return true;
    }

    private void DropPages(ulong start, ulong length)
    {
        if (length / PageSize > (ulong)_pages.Count)
        {
            List<ulong> gone = new();
            foreach (ulong number in _pages.Keys)
            {
                if (number * PageSize >= start && number * PageSize < start + length)
                    gone.Add(number);
            }

            gone.ForEach(number => _pages.Remove(number));
            return;
        }

        for (ulong offset = 0; offset < length; offset += PageSize)
            _pages.Remove((start + offset) / PageSize);
    }

    private int IndexOf(ulong address)
    {
        int index = _ranges.BinarySearch(new Range { Start = address }, Range.ByStart);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && address < _ranges[index].End ? index : -1;
    }

    private void Split(ulong address)
    {
        int index = IndexOf(address);
        if (index < 0 || _ranges[index].Start == address)
            return;
        Range range = _ranges[index];
        Range rest = new() { Start = address, End = range.End, Protection = range.Protection, ImageOffset = range.ImageOffset + (address - range.Start) };
        if (range.Shared != 0)
            rest.Shared = range.Shared + (nuint)(address - range.Start);
        range.End = address;
        _ranges.Insert(index + 1, rest);
    }

    private sealed class Range
    {
        public static readonly IComparer<Range> ByStart = Comparer<Range>.Create((a, b) => a.Start.CompareTo(b.Start));

        public ulong Start;
        public ulong End;
        public PageProtection Protection;
        public ulong? ImageOffset;
        public nuint Shared;

        public Span<byte> SharedAt(ulong address, int length) => new((byte*)Shared + (address - Start), length);
    }
}
