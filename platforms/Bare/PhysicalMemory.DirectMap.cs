namespace LiteBox.South;

// Apart from the rest, which tests compile with memory of their own.
internal static unsafe partial class PhysicalMemory
{
    /// <summary>Where all RAM is mapped, writable and not executable.</summary>
    public const ulong DirectMap = 0xFFFF_8880_0000_0000;

    /// <summary>The address in the direct map.</summary>
    public static ulong* At(ulong physical) => (ulong*)(DirectMap + physical);
}
