using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// Types seen at an interface call and their methods. The dispatch stub reads the four entries, which come first, without
/// any lock: an entry is published by its type, after its method, and never changes. A call that meets more than four
/// types goes on to <see cref="DispatchRecords"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DispatchCache
{
    private const int Count = 4;

    private Entries _entries;

    /// <summary>The interface.</summary>
    public MethodTable* Interface;

    /// <summary>Its method.</summary>
    public ushort Slot;

    /// <summary>The method of a type, or 0.</summary>
    public nint Find(MethodTable* type)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_entries[i].Type == (nint)type)
                return _entries[i].Method;
        }

        return 0;
    }

    /// <summary>Remembers the method of a type while there is room.</summary>
    public void Add(MethodTable* type, nint method)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_entries[i].Type != 0)
                continue;
            _entries[i].Method = method;
            Volatile.Write(ref _entries[i].Type, (nint)type);
            return;
        }
    }

    private struct Entry
    {
        public nint Type;
        public nint Method;
    }

    [InlineArray(Count)]
    private struct Entries
    {
        private Entry _first;
    }
}
