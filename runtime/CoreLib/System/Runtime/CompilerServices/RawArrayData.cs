using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>The layout of every one-dimensional array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal sealed class RawArrayData
{
#pragma warning disable CS0649 // Arrays are seen through this class, never made by it.
    public uint Length;
    public uint Padding;
    public byte Data;
#pragma warning restore CS0649
}
