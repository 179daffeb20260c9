using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// struct robust_list_head with one entry behind it (get_robust_list(2)). The kernel marks the word <see cref="Distance"/> behind the
/// entry, which holds the thread's id, when the thread ends, whatever ended it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RobustList
{
    /// <summary>Bytes that the kernel knows of.</summary>
    public const int Size = 24;

    /// <summary>What the kernel sets in the word (FUTEX_OWNER_DIED).</summary>
    public const int OwnerDied = 0x4000_0000;

    private void* _first;

    /// <summary>From the entry to the word.</summary>
    public nint Distance;

    private void* _pending;

    // The entry: it leads back to the list.
    private void* _next;

    /// <summary>Makes the list hold one word.</summary>
    public static void Watch(RobustList* list, int* word)
    {
        list->_first = &list->_next;
        list->_next = list;
        list->_pending = null;
        list->Distance = (nint)word - (nint)(&list->_next);
        Host.SetRobustList(list);
    }
}
