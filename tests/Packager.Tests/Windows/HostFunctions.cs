using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What <see cref="CommandLine"/> asks of Windows and of the heap.</summary>
internal static unsafe class Windows
{
    public static char* Line { get; set; }

    public static char* GetCommandLine() => Line;
}

/// <summary>Memory that ends where it was asked to end.</summary>
internal static unsafe class HeapPages
{
    public static byte* Last { get; private set; }

    public static nuint Length { get; private set; }

    public static nuint Allocate(nuint length)
    {
        const int Canary = 64;
        Last = (byte*)NativeMemory.AllocZeroed(length + Canary);
        Length = length;
        return (nuint)Last;
    }
}

/// <summary>An image with a table of windows.</summary>
internal static class Place
{
    public static nuint Image { get; set; }

    public static nuint Table { get; set; }

    public static nuint TableEnd { get; set; }

    public static nuint ImageBase() => Image;

    public static nuint WindowsStart() => Table;

    public static nuint WindowsEnd() => TableEnd;
}
