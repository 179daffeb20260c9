using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>EXCEPTION_RECORD of x64.</summary>
[StructLayout(LayoutKind.Explicit, Size = 0x98)]
internal struct ExceptionRecord
{
    [FieldOffset(0x00)] public uint Code;
    [FieldOffset(0x10)] public ulong Address;

    /// <summary>Of an access violation: 0 a load, 1 a store, 8 an instruction fetch.</summary>
    [FieldOffset(0x20)] public ulong Access;

    /// <summary>Of an access violation: the address; all ones where the CPU does not tell.</summary>
    [FieldOffset(0x28)] public ulong Target;
}
