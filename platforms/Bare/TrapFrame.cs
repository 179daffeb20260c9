using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What the CPU and the vector stub push (Intel SDM volume 3, 6.14.2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrapFrame
{
    public ulong StubReturn;
    public ulong Error;
    public ulong InstructionPointer;
    public ulong CodeSelector;
    public ulong Flags;
    public ulong StackPointer;
    public ulong StackSelector;
}
