using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>A range of guest memory, which may be bad (struct iovec).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct HostRange
{
    /// <summary>Its first byte.</summary>
    public ulong Address;

    /// <summary>Its bytes.</summary>
    public ulong Length;
}
