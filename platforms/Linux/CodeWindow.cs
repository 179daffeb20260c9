using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>A run of instructions in the stubs that a signal handler treats specially; the linker writes the table.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodeWindow
{
    /// <summary>R11 at the gate when the call may be given up.</summary>
    public const ulong InterruptibleMark = 1;

    public uint Start;
    public uint End;
    public uint Target;
    public uint Kind;

    public readonly ulong TargetAddress => Image + Target;

    private static ulong Image => Place.ImageBase();

    public readonly bool Holds(ulong address) => address - Image >= Start && address - Image < End;
}
