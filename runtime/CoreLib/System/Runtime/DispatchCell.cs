using System.Runtime.InteropServices;

namespace System.Runtime;

/// <summary>What an interface call goes through.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DispatchCell
{
    /// <summary>Address of the dispatch stub.</summary>
    public nint Stub;

    /// <summary>The cache, or while the low two bits are set the interface: 1 an address, 3 relative to this word, 2 relative to this word and indirect.</summary>
    public nint Cache;
}
