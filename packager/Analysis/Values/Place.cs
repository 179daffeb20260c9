using Iced.Intel;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>
/// Where a value can be when code is entered, as a small number: 0 to 15 the general registers in encoding order, from 16 on
/// the eight-byte stack slots, counted up from the stack pointer at entry (slot 0 holds the return address).
/// </summary>
internal static class Place
{
    public const int Registers = 16;
    public const int Count = 64;

    public static int OfRegister(Register register) => register.GetFullRegister() - Register.RAX;

    /// <summary>The place of the stack slot at an offset from the stack pointer at entry; -1 when it has none.</summary>
    public static int OfStack(long offset) =>
        offset >= 0 && (offset & 7) == 0 && offset / 8 < Count - Registers ? Registers + (int)(offset / 8) : -1;

    public static bool IsStack(int place) => place >= Registers;

    public static long StackOffset(int place) => (place - Registers) * 8L;
}
