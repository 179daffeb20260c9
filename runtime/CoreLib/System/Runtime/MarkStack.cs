using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// Objects that are marked and whose references are not looked at yet. Bounded: what does not fit is remembered only as the
/// fact that something did not. A class of its own without initial values, so that it lies in .bss.
/// </summary>
internal static class MarkStack
{
    private const int Capacity = 4096;

    private static Objects s_objects;
    private static int s_count;
    private static bool s_overflowed;

    /// <summary>Puts an object on the stack or notes the overflow.</summary>
    public static void Push(nuint address)
    {
        if (s_count == Capacity)
            s_overflowed = true;
        else
            s_objects[s_count++] = address;
    }

    /// <summary>Takes an object. False when there is none.</summary>
    public static bool TryPop(out nuint address)
    {
        if (s_count == 0)
        {
            address = 0;
            return false;
        }

        address = s_objects[--s_count];
        return true;
    }

    /// <summary>Whether an object did not fit since the last call.</summary>
    public static bool TakeOverflow()
    {
        bool overflowed = s_overflowed;
        s_overflowed = false;
        return overflowed;
    }

    [InlineArray(Capacity)]
    private struct Objects
    {
        private nuint _first;
    }
}
