using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What is known of 64 MiB of guest addresses.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuestChunk
{
    public const ulong Size = 64 << 20;
    public const int Pages = (int)(Size / HostMemory.PageSize);
    public const int Units = (int)(Size / HostMemory.Granularity);

    /// <summary>A page that is committed; its protection is in the low bits.</summary>
    public const byte Committed = 0x80;

    /// <summary>A page that is mapped without access and has no memory: Windows counts what is committed, and programs reserve a lot.</summary>
    public const byte Withheld = 0x40;

    /// <summary>One byte a page; 0 is not mapped.</summary>
    public fixed byte Protection[Pages];

    /// <summary>One byte for 64 KiB: reserved, where the chunk is not reserved in one piece.</summary>
    public fixed byte Reserved[Units];

    /// <summary>Not zero when the whole chunk is one reservation. Else the host has something of its own in it.</summary>
    public int IsWhole;

    /// <summary>For each page its page of the root image + 1 or 0; null while none is a view of that.</summary>
    public uint* Image;
}
