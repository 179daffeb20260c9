using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>A run of instructions in the stubs where a fault is a bad guest pointer; the linker writes the table.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CodeWindow
{
    /// <summary>The kind that matters here: continue at the target. The others are for hosts with signals.</summary>
    public const uint FaultFixup = 0;

    public uint Start;
    public uint End;
    public uint Target;
    public uint Kind;
}
