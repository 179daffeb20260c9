using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What the image's entry point hands to <c>litebox_start</c>; lies on the stack that the host gave the process.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BootBlock
{
    /// <summary>Where the host keeps arguments, environment and auxiliary vector; on Linux the address of argc.</summary>
    public nuint ProcessStack;

    /// <summary>Address of the image.</summary>
    public nuint ImageBase;

    /// <summary>Address of the policy, or 0 when the image was never packed into a bundle.</summary>
    public nuint Policy;
}
