using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.Packager.Boot;

/// <summary>
/// The page tables with which the machine starts (Intel SDM volume 3, 4.5): the low gigabyte as it is, for the jump into
/// long mode; 4 GiB of the direct map, the top gigabyte of it uncached for devices; at the top of the address space the
/// image with the protection of each segment, and the boot stack, below which nothing is mapped.
/// </summary>
internal sealed class BootTables
{
    private const int PageSize = 4096;
    private const int LargePage = 2 << 20;
    private const int Entries = 512;
    private const ulong Present = 1, Writable = 2, Large = 0x80, Global = 0x100, Uncached = 0x18, NoExecute = 1ul << 63;

    private readonly List<byte[]> _tables = [];
    private readonly ulong _physical;

    private BootTables(ulong physical) => _physical = physical;

    /// <summary>Builds the tables; the first is the highest.</summary>
    /// <param name="physical">Where they will lie.</param>
    /// <param name="segments">What code sees from <see cref="BootImage.KernelBase"/> on: physical address, bytes, writable, executable.</param>
    public static byte[] Build(ulong physical, IEnumerable<(ulong Start, ulong Size, bool Writable, bool Executable)> segments)
    {
        BootTables tables = new(physical);
        int root = tables.Add();
        int low = tables.AddBelow(root, 0, 0);
        int lowDirectory = tables.AddBelow(low, 0, 0);
        for (int i = 0; i < Entries; i++)
        {
            tables.Set(lowDirectory, i, ((ulong)i * LargePage) | Present | Writable | Large);
        }

        int direct = tables.AddBelow(root, Index(BootImage.DirectMap, 3), 0);
        for (int gigabyte = 0; gigabyte < 4; gigabyte++)
        {
            int directory = tables.AddBelow(direct, gigabyte, 0);
            ulong caching = gigabyte == 3 ? Uncached : 0;
            for (int i = 0; i < Entries; i++)
            {
                ulong address = ((ulong)gigabyte << 30) | ((ulong)i * LargePage);
                tables.Set(directory, i, address | Present | Writable | Large | Global | NoExecute | caching);
            }
        }

        int kernel = tables.AddBelow(root, Index(BootImage.KernelBase, 3), 0);
        int kernelDirectory = tables.AddBelow(kernel, Index(BootImage.KernelBase, 2), 0);
        Dictionary<int, int> leaves = [];
        foreach ((ulong start, ulong size, bool writable, bool executable) in segments)
        {
            ulong flags = Present | Global | (writable ? Writable : 0) | (executable ? 0 : NoExecute);
            for (ulong address = start & ~(ulong)(PageSize - 1); address < start + size; address += PageSize)
            {
                int slot = Index(BootImage.KernelBase + address, 1);
                if (!leaves.TryGetValue(slot, out int leaf))
                {
                    leaf = tables.AddBelow(kernelDirectory, slot, 0);
                    leaves.Add(slot, leaf);
                }

                tables.Set(leaf, Index(BootImage.KernelBase + address, 0), address | flags);
            }
        }

        byte[] bytes = new byte[tables._tables.Count * PageSize];
        for (int i = 0; i < tables._tables.Count; i++)
        {
            tables._tables[i].CopyTo(bytes, i * PageSize);
        }

        return bytes;
    }

    private static int Index(ulong address, int level) => (int)(address >> (12 + (9 * level))) & (Entries - 1);

    private int Add()
    {
        _tables.Add(new byte[PageSize]);
        return _tables.Count - 1;
    }

    private int AddBelow(int table, int index, ulong flags)
    {
        int added = Add();
        Set(table, index, (_physical + ((ulong)added * PageSize)) | Present | Writable | flags);
        return added;
    }

    private void Set(int table, int index, ulong entry) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_tables[table].AsSpan(index * 8), entry);
}
