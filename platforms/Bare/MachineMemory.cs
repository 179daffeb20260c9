using System;

namespace LiteBox.South;

/// <summary>
/// Finds RAM and hands it to <see cref="PhysicalMemory"/>: the map of the PVH start information (xen/include/public/
/// arch-x86/hvm/start_info.h), less the first megabyte and everything up to the end of the bundle.
/// </summary>
internal static unsafe class MachineMemory
{
    private const uint StartMagic = 0x336E_C578;
    private const int ModuleCountOffset = 12, ModulesOffset = 16, CommandLineOffset = 24, MapAddressOffset = 40, MapCountOffset = 48;
    private const int EntrySize = 24;
    private const uint Ram = 1;
    private const ulong BootMapped = 4ul << 30;
    private const ulong LargePage = 2ul << 20;
    private const ulong LargePageFlags = 0x83 | 0x100 | (1ul << 63);

    private static (ulong Start, ulong End) s_module;

    /// <summary>Reads the map.</summary>
    /// <param name="startInformation">In the direct map.</param>
    /// <param name="used">Physical address + 1 of the last byte that the bundle occupies.</param>
    public static bool Start(byte* startInformation, ulong used)
    {
        if (*(uint*)startInformation != StartMagic)
        {
            return false;
        }

        byte* map = (byte*)PhysicalMemory.At(*(ulong*)(startInformation + MapAddressOffset));
        uint count = *(uint*)(startInformation + MapCountOffset);
        used = (used + PhysicalMemory.FrameSize - 1) & ~(PhysicalMemory.FrameSize - 1);
        s_module = ModuleRange(startInformation);
        ulong highest = 0, room = 0;
        for (uint i = 0; i < count; i++)
        {
            (ulong start, ulong end) = Entry(map, i);
            highest = Math.Max(highest, end);
            end = Math.Min(end, s_module.Start >= used ? Math.Min(s_module.Start, BootMapped) : BootMapped);
            room = start <= used && used < end ? end - used : room;
        }

        // The allocator's marks lie right behind the bundle; what boot mapped of the direct map must hold them.
        ulong frames = highest / PhysicalMemory.FrameSize;
        ulong marks = used;
        used += (frames + PhysicalMemory.FrameSize - 1) & ~(PhysicalMemory.FrameSize - 1);
        if (frames == 0 || room < used - marks)
        {
            return false;
        }

        byte* start1 = (byte*)PhysicalMemory.At(marks);
        for (ulong done = 0; done < used - marks; done += PhysicalMemory.FrameSize)
        {
            new Span<byte>(start1 + done, (int)PhysicalMemory.FrameSize).Clear();
        }

        PhysicalMemory.Start(start1, frames);
        for (uint i = 0; i < count; i++)
        {
            (ulong start, ulong end) = Entry(map, i);
            AddUnused(Math.Max(start, used), Math.Min(end, BootMapped));
        }

        return highest <= BootMapped || ExtendDirectMap(map, count, highest);
    }

    /// <summary>The first module that came with the image; empty when none did.</summary>
    public static ReadOnlySpan<byte> Module => new(PhysicalMemory.At(s_module.Start), (int)(s_module.End - s_module.Start));

    /// <summary>The zero-terminated command line; empty when there is none.</summary>
    public static ReadOnlySpan<byte> CommandLine(byte* startInformation)
    {
        ulong address = *(ulong*)(startInformation + CommandLineOffset);
        if (address == 0 || address >= BootMapped)
        {
            return default;
        }

        byte* text = (byte*)PhysicalMemory.At(address);
        int length = 0;
        while (length < 4096 && text[length] != 0)
        {
            length++;
        }

        return new(text, length);
    }

    /// <summary>Gives the allocator a range less the module.</summary>
    private static void AddUnused(ulong start, ulong end)
    {
        if (s_module.Start < end && s_module.End > start)
        {
            PhysicalMemory.AddRange(start, s_module.Start & ~(PhysicalMemory.FrameSize - 1));
            start = s_module.End;
        }

        PhysicalMemory.AddRange(start, end);
    }

    private static (ulong Start, ulong End) ModuleRange(byte* startInformation)
    {
        ulong list = *(ulong*)(startInformation + ModulesOffset);
        if (*(uint*)(startInformation + ModuleCountOffset) == 0 || list == 0 || list >= BootMapped)
        {
            return (0, 0);
        }

        ulong* module = PhysicalMemory.At(list);
        ulong start = module[0], length = module[1];
        return start < BootMapped && length <= int.MaxValue && start + length <= BootMapped ? (start, start + length) : (0, 0);
    }

    private static (ulong Start, ulong End) Entry(byte* map, uint index)
    {
        byte* entry = map + (index * EntrySize);
        ulong start = *(ulong*)entry;
        return *(uint*)(entry + 16) == Ram ? (start, start + *(ulong*)(entry + 8)) : (0, 0);
    }

    /// <summary>Maps RAM above what the boot tables cover, then gives it to the allocator.</summary>
    private static bool ExtendDirectMap(byte* map, uint count, ulong highest)
    {
        ulong* top = PhysicalMemory.At(BootLayout.RootTable);
        ulong* directory = PhysicalMemory.At(top[(PhysicalMemory.DirectMap >> 39) & 511] & ~0xFFFul & ~(1ul << 63));
        const ulong DirectMapLimit = 512ul << 30;
        for (ulong at = BootMapped; at < Math.Min(highest, DirectMapLimit); at += 1ul << 30)
        {
            ulong table = PhysicalMemory.AllocateZeroed();
            if (table == 0)
            {
                return false;
            }

            for (ulong i = 0; i < 512; i++)
            {
                PhysicalMemory.At(table)[i] = (at + (i * LargePage)) | LargePageFlags;
            }

            directory[at >> 30] = table | 3;
        }

        for (uint i = 0; i < count; i++)
        {
            (ulong start, ulong end) = Entry(map, i);
            PhysicalMemory.AddRange(Math.Max(start, BootMapped), Math.Min(end, DirectMapLimit));
        }

        return true;
    }
}
