namespace System.Runtime;

/// <summary>
/// Objects that are marked and whose references are not looked at yet. Bounded: what does not fit is remembered only as the
/// fact that something did not. It has pages of its own, because in .bss the addresses that it leaves behind would be
/// taken for roots by the next collection. Without memory for it the collector is slow, not wrong.
/// </summary>
internal static unsafe class MarkStack
{
    private const int Capacity = 4096;

    private static nuint* s_objects;
    private static int s_capacity;
    private static int s_count;
    private static bool s_overflowed;

    /// <summary>Takes memory once.</summary>
    public static void Prepare()
    {
        if (s_objects != null)
            return;
        s_objects = (nuint*)Pages.Allocate(Capacity * (nuint)sizeof(nuint));
        s_capacity = s_objects == null ? 0 : Capacity;
    }

    /// <summary>Puts an object on the stack or notes the overflow.</summary>
    public static void Push(nuint address)
    {
        if (s_count == s_capacity)
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
}
