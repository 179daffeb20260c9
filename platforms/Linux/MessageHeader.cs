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

    /// <summary>A message of memory that stays where it is as long as the header is used.</summary>
    public MessageHeader(byte* name, int nameLength, HostRange* ranges, int rangeCount, byte* control, int controlLength)
    {
        Name = name;
        NameLength = nameLength;
        Ranges = ranges;
        RangeCount = (nuint)rangeCount;
        Control = control;
        ControlLength = (nuint)controlLength;
    }
}
