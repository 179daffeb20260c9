using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>What ILC lays out before the statics of a class whose static constructor it could not run itself.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct StaticClassConstructionContext
{
    /// <summary>The constructor; 0 once it has run, which compiled code tests inline.</summary>
    public nint cctorMethodAddress;
}
