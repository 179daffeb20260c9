using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Pe;

/// <summary>
/// The import directory with its lookup tables, names and address table (PE format, "The .idata Section"), laid out to be
/// placed at one address. The loader writes the address table, so the section that holds it must be writable while the
/// process starts; the loader itself lifts and restores the protection of the range named by <see cref="AddressTable"/>.
/// </summary>
public sealed class PeImportTable
{
    private const int DescriptorSize = 20;
    private readonly Dictionary<string, uint> _slots = new(StringComparer.Ordinal);

    private PeImportTable(byte[] bytes, PeDirectory descriptors, PeDirectory addressTable)
    {
        Bytes = bytes;
        Descriptors = descriptors;
        AddressTable = addressTable;
    }

    /// <summary>Everything, to be placed at the address that was given.</summary>
    public byte[] Bytes { get; }

    /// <summary>The directory entry "Import Table".</summary>
    public PeDirectory Descriptors { get; }

    /// <summary>The directory entry "IAT".</summary>
    public PeDirectory AddressTable { get; }

    /// <summary>Address (relative to the image base) of the 8-byte slot that holds a function's address at run time, by function.</summary>
    public IReadOnlyDictionary<string, uint> Slots => _slots;

    /// <summary>Lays the tables out.</summary>
    /// <param name="imports">The libraries in the order in which they are to be loaded.</param>
    /// <param name="address">Where the bytes will be, relative to the image base; a multiple of 8.</param>
    public static PeImportTable Build(IReadOnlyList<PeImport> imports, uint address)
    {
        ArgumentNullException.ThrowIfNull(imports);
        int thunks = 0;
        foreach (PeImport import in imports)
        {
            thunks += import.Functions.Count + 1;
        }

        // Address table first, so that its slots are 8-byte aligned wherever the names end.
        uint tableSize = (uint)(thunks * 8);
        uint lookup = tableSize;
        uint descriptors = lookup + tableSize;
        uint names = descriptors + (uint)((imports.Count + 1) * DescriptorSize);
        List<byte> text = [];
        byte[] head = new byte[names];
        PeImportTable table = new(
            [], new PeDirectory(address + descriptors, (uint)((imports.Count + 1) * DescriptorSize)), new PeDirectory(address, tableSize));

        uint slot = 0;
        for (int i = 0; i < imports.Count; i++)
        {
            Span<byte> descriptor = head.AsSpan((int)descriptors + (i * DescriptorSize), DescriptorSize);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor, address + lookup + slot);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor[16..], address + slot);
            foreach (string function in imports[i].Functions)
            {
                if (!table._slots.TryAdd(function, address + slot))
                {
                    throw new ArgumentException($"The function {function} is imported twice.", nameof(imports));
                }

                Align(text, 2);
                ulong hint = address + names + (uint)text.Count;
                text.AddRange([0, 0, .. Encoding.ASCII.GetBytes(function), 0]);
                BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan((int)slot), hint);
                BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan((int)(lookup + slot)), hint);
                slot += 8;
            }

            slot += 8;
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor[12..], address + names + (uint)text.Count);
            text.AddRange([.. Encoding.ASCII.GetBytes(imports[i].Library), 0]);
        }

        PeImportTable result = new([.. head, .. text], table.Descriptors, table.AddressTable);
        foreach ((string function, uint where) in table._slots)
        {
            result._slots.Add(function, where);
        }

        return result;
    }

    private static void Align(List<byte> bytes, int alignment)
    {
        while (bytes.Count % alignment != 0)
        {
            bytes.Add(0);
        }
    }
}
