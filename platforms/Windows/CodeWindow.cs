using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>A run of instructions in the stubs that exceptions and interrupts treat specially; the linker writes the table.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodeWindow
{
    /// <summary>A fault here is a bad guest pointer.</summary>
    public const uint FaultFixup = 0;

    /// <summary>An interrupt here came after the last look at pending work.</summary>
    public const uint InterruptRestart = 1;

    /// <summary>A fault here is the guest's.</summary>
    public const uint GuestFault = 2;

    public uint Start;
    public uint End;
    public uint Target;
    public uint Kind;

    public readonly ulong TargetAddress => Place.ImageBase() + Target;

    /// <summary>The window of a kind that holds an address, or null.</summary>
    public static CodeWindow* Find(ulong address, uint kind)
    {
        ulong offset = address - Place.ImageBase();
        CodeWindow* end = (CodeWindow*)Place.WindowsEnd();
        for (CodeWindow* window = (CodeWindow*)Place.WindowsStart(); window < end; window++)
        {
            if (window->Kind == kind && offset >= window->Start && offset < window->End)
            {
                return window;
            }
        }

        return null;
    }
}
