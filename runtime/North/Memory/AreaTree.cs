namespace LiteBox.North;

/// <summary>
/// The areas of an address space by address: an AVL tree whose nodes know the largest gap below them, so that both the
/// area of an address and a free range are found in logarithmic time.
/// </summary>
internal sealed class AreaTree
{
    private Area? _root;

    /// <summary>Number of areas.</summary>
    public int Count { get; private set; }

    /// <summary>The first area that ends after <paramref name="address"/>.</summary>
    public Area? FirstAfter(ulong address)
    {
        Area? best = null;
        for (Area? node = _root; node is not null;)
        {
            if (node.End > address)
            {
                best = node;
                node = node.Left;
            }
            else
            {
                node = node.Right;
            }
        }

        return best;
    }

    /// <summary>The last area that starts before <paramref name="address"/>.</summary>
    public Area? LastBefore(ulong address)
    {
        Area? best = null;
        for (Area? node = _root; node is not null;)
        {
            if (node.Start < address)
            {
                best = node;
                node = node.Right;
            }
            else
            {
                node = node.Left;
            }
        }

        return best;
    }

    /// <summary>Adds an area that overlaps none.</summary>
    public void Insert(Area area)
    {
        area.Left = null;
        area.Right = null;
        area.Height = 1;
        Measure(area);
        _root = Insert(_root, area);
        Count++;
    }

    /// <summary>Removes an area.</summary>
    public void Remove(Area area)
    {
        _root = Remove(_root, area.Start);
        Count--;
    }

    /// <summary>Takes note of a changed end; the order must not have changed.</summary>
    public void Update(Area area) => Update(_root, area.Start);

    /// <summary>The highest start of a free range of <paramref name="length"/> bytes in [low, high); 0 when there is none.</summary>
    public ulong FindFree(ulong low, ulong high, ulong length) => FindFree(_root, low, high, length, low, high);

    private static ulong FindFree(Area? node, ulong from, ulong to, ulong length, ulong low, ulong high)
    {
        // [from, to) is the space between the neighbours of this subtree; of it only what lies in [low, high) counts.
        if (node is null)
        {
            ulong first = ulong.Max(from, low);
            ulong last = ulong.Min(to, high);
            return last > first && last - first >= length ? last - length : 0;
        }

        ulong largest = ulong.Max(node.LargestGap, ulong.Max(Gap(from, node.LowestStart), Gap(node.HighestEnd, to)));
        if (largest < length || to <= low || from >= high)
            return 0;
        ulong found = FindFree(node.Right, node.End, to, length, low, high);
        return found != 0 ? found : FindFree(node.Left, from, node.Start, length, low, high);
    }

    private static Area Insert(Area? node, Area area)
    {
        if (node is null)
            return area;
        if (area.Start < node.Start)
            node.Left = Insert(node.Left, area);
        else
            node.Right = Insert(node.Right, area);
        return Balance(node);
    }

    private static Area? Remove(Area? node, ulong start)
    {
        if (node is null)
            return null;
        if (start < node.Start)
        {
            node.Left = Remove(node.Left, start);
        }
        else if (start > node.Start)
        {
            node.Right = Remove(node.Right, start);
        }
        else
        {
            if (node.Left is null || node.Right is null)
                return node.Left ?? node.Right;
            Area next = node.Right;
            while (next.Left is not null)
                next = next.Left;
            Area? right = RemoveLowest(node.Right);
            next.Right = right;
            next.Left = node.Left;
            node = next;
        }

        return Balance(node);
    }

    private static Area? RemoveLowest(Area node)
    {
        if (node.Left is null)
            return node.Right;
        node.Left = RemoveLowest(node.Left);
        return Balance(node);
    }

    private static void Update(Area? node, ulong start)
    {
        if (node is null)
            return;
        if (start < node.Start)
            Update(node.Left, start);
        else if (start > node.Start)
            Update(node.Right, start);
        Measure(node);
    }

    private static Area Balance(Area node)
    {
        int lean = HeightOf(node.Left) - HeightOf(node.Right);
        if (lean > 1)
        {
            if (HeightOf(node.Left!.Left) < HeightOf(node.Left.Right))
                node.Left = RotateLeft(node.Left);
            return RotateRight(node);
        }

        if (lean < -1)
        {
            if (HeightOf(node.Right!.Right) < HeightOf(node.Right.Left))
                node.Right = RotateRight(node.Right);
            return RotateLeft(node);
        }

        Measure(node);
        return node;
    }

    private static Area RotateLeft(Area node)
    {
        Area top = node.Right!;
        node.Right = top.Left;
        top.Left = node;
        Measure(node);
        Measure(top);
        return top;
    }

    private static Area RotateRight(Area node)
    {
        Area top = node.Left!;
        node.Left = top.Right;
        top.Right = node;
        Measure(node);
        Measure(top);
        return top;
    }

    private static void Measure(Area node)
    {
        node.Height = int.Max(HeightOf(node.Left), HeightOf(node.Right)) + 1;
        node.LowestStart = node.Start;
        node.HighestEnd = node.End;
        node.LargestGap = 0;
        if (node.Left is { } left)
        {
            node.LowestStart = left.LowestStart;
            node.LargestGap = ulong.Max(left.LargestGap, Gap(left.HighestEnd, node.Start));
        }

        if (node.Right is { } right)
        {
            node.HighestEnd = right.HighestEnd;
            node.LargestGap = ulong.Max(node.LargestGap, ulong.Max(right.LargestGap, Gap(node.End, right.LowestStart)));
        }
    }

    private static ulong Gap(ulong end, ulong start) => start > end ? start - end : 0;

    private static int HeightOf(Area? node) => node is null ? 0 : node.Height;
}
