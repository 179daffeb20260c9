using System.Numerics;

namespace System.Runtime;

/// <summary>
/// The sizes of small objects: multiples of 16 up to 256, then four steps for each doubling up to 4 KiB, so that at
/// most a fifth of a cell is wasted.
/// </summary>
internal static class SizeClass
{
    /// <summary>Number of size classes.</summary>
    public const int Count = 32;

    /// <summary>Bytes of the largest small object.</summary>
    public const uint LargestSize = 4 * 1024;

    /// <summary>Bytes up to which classes are 16 bytes apart.</summary>
    public const uint LargestFineSize = 256;

    /// <summary>The class of an object of 1 to <see cref="LargestSize"/> bytes.</summary>
    public static int Of(uint size)
    {
        if (size <= LargestFineSize)
            return (int)((size + 15) >> 4) - 1;
        int doubling = BitOperations.Log2(size - 1);
        return 16 + ((doubling - 8) * 4) + (int)(((size - 1) >> (doubling - 2)) & 3);
    }

    /// <summary>Bytes of the cells of a class.</summary>
    public static uint SizeOf(int sizeClass)
    {
        if (sizeClass < 16)
            return (uint)(sizeClass + 1) * 16;
        int doubling = ((sizeClass - 16) >> 2) + 8;
        return (1u << doubling) + ((uint)(((sizeClass - 16) & 3) + 1) << (doubling - 2));
    }
}
