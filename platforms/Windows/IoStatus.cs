using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>IO_STATUS_BLOCK: how a read or write ended.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoStatus
{
    public long Status;
    public nuint Information;
}
