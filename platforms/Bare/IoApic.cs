using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.South;

/// <summary>The interrupt controller of devices (Intel 82093AA), at the place where every machine has it.</summary>
internal static unsafe class IoApic
{
    private const ulong Registers = 0xFEC0_0000;
    private const int Select = 0, Window = 0x10;
    private const uint Version = 1, FirstPin = 0x10;

    /// <summary>
    /// Sends the interrupts of a pin, raised by an edge as those of the ISA bus are, to this CPU. False: there is no such pin.
    /// </summary>
    public static bool TryRoute(uint pin, uint vector)
    {
        uint version = Read(Version);
        if (version is 0 or uint.MaxValue || pin > ((version >> 16) & 0xFF))
        {
            return false;
        }

        Write(FirstPin + (2 * pin) + 1, LocalApic.Destination);
        Write(FirstPin + (2 * pin), vector);
        return true;
    }

    // Accesses are of four bytes: inlined it would load what is looked at.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Read(uint register)
    {
        Volatile.Write(ref *At(Select), register);
        return Volatile.Read(ref *At(Window));
    }

    private static void Write(uint register, uint value)
    {
        Volatile.Write(ref *At(Select), register);
        Volatile.Write(ref *At(Window), value);
    }

    private static uint* At(int register) => (uint*)(PhysicalMemory.DirectMap + Registers + (ulong)register);
}
