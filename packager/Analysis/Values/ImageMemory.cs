using System;
using System.Buffers.Binary;
using LiteBox.Packager.Analysis.Images;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>The read-only segments of an image, without the words that the loader fills in.</summary>
internal sealed class ImageMemory(CodeImage image) : IConstantMemory
{
    // No address and no number looks like this: the upper half of the address space is the kernel's.
    private const ulong SlotTag = 0xf5f5_0000_0000_0000;

    /// <summary>Stands for what the loader writes into a slot.</summary>
    public static ulong ContentOfSlot(ulong slot) => SlotTag | slot;

    public bool TryRead(ulong address, int size, out ulong value)
    {
        value = ContentOfSlot(address);
        if (size == 8 && image.Layout.Slots.ContainsKey(address))
            return true;
        value = 0;
        ElfFile file = image.Layout.File;
        if (file.SegmentAt(address) is not ElfSegment segment || (segment.Flags & ElfSegmentFlags.Write) != 0
            || image.Layout.IsRelocated(address & ~7ul) || !file.TryRead(address, size, out ReadOnlySpan<byte> bytes))
            return false;
        value = size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
        return true;
    }

    public AbstractValue ReadTable(ulong address, int size)
    {
        ElfFile file = image.Layout.File;
        ulong end = image.Layout.EndOfObject(address);
        ulong count = end <= address ? 0 : (end - address) / (ulong)size;
        if (count == 0)
            return AbstractValue.Unknown;
        // A table of system-call numbers is small numbers; without a symbol's size it ends where something else begins.
        ulong[] values = new ulong[Math.Min(count, AbstractValue.MaximumStored + 1)];
        for (int i = 0; i < values.Length; i++)
            if (!TryRead(address + (ulong)(i * size), size, out values[i]))
                return AbstractValue.Unknown;
        return (ulong)values.Length < count ? AbstractValue.Unknown : AbstractValue.Set(values, AbstractValue.MaximumStored);
    }
}
