using System;

namespace LiteBox.South;

/// <summary>
/// Kernel stacks in a part of the address space of their own, each at the end of a slot whose lower part is not mapped:
/// what runs over its stack hits nothing of another's. Slots are for ever; thread blocks are used again.
/// </summary>
internal static unsafe class KernelStacks
{
    private const ulong Region = 0xFFFF_9000_0000_0000;
    private const ulong SlotSize = 256 * 1024;
    private const int Levels = 4;
    private const ulong TableFlags = 3, PageFlags = 3 | 0x100 | (1ul << 63);
    private const ulong FrameMask = 0x000F_FFFF_FFFF_F000;

    private static ulong s_slots;
    private static ulong s_length;

    /// <summary>Maps zero-filled memory at the end of a new slot. 0 when there is none left.</summary>
    /// <param name="length">A multiple of the page size, less than a slot, and always the same.</param>
    public static ulong Allocate(ulong length)
    {
        s_length = length;
        ulong start = Region + ((s_slots + 1) * SlotSize) - length;
        for (ulong done = 0; done < length; done += PhysicalMemory.FrameSize)
        {
            // A slot that was left half done has its pages still.
            ulong* entry = Entry(start + done);
            if (entry == null)
            {
                return 0;
            }

            if (*entry == 0)
            {
                ulong frame = PhysicalMemory.AllocateZeroed();
                if (frame == 0)
                {
                    return 0;
                }

                *entry = frame | PageFlags;
            }
        }

        s_slots++;
        return start;
    }

    /// <summary>Whether the address lies in the part of a slot where no stack is.</summary>
    public static bool IsGuard(ulong address) =>
        address >= Region && address < Region + (s_slots * SlotSize) && (address - Region) % SlotSize < SlotSize - s_length;

    private static ulong* Entry(ulong address)
    {
        ulong table = BootLayout.RootTable;
        for (int level = Levels - 1; level > 0; level--)
        {
            ulong* entry = PhysicalMemory.At(table) + Index(address, level);
            if (*entry == 0)
            {
                ulong below = PhysicalMemory.AllocateZeroed();
                if (below == 0)
                {
                    return null;
                }

                *entry = below | TableFlags;
            }

            table = *entry & FrameMask;
        }

        return PhysicalMemory.At(table) + Index(address, 0);
    }

    private static int Index(ulong address, int level) => (int)(address >> (12 + (9 * level))) & 511;
}
