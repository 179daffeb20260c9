using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public int NameLength;
    private readonly int _padding;
    public HostRange* Ranges;
    public nuint RangeCount;
    public byte* Control;
    public nuint ControlLength;
    public uint Flags;
    private readonly int _end;
}
