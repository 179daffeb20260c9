using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>Which virtual method of a class implements which method of which of its interfaces.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct DispatchMap
{
    private readonly ushort _standardCount;
    private readonly ushort _defaultCount;
    private readonly ushort _standardStaticCount;
    private readonly ushort _defaultStaticCount;

    /// <summary>Entries for methods of the class itself; they come first.</summary>
    public int StandardCount => _standardCount;

    /// <summary>Entries for methods that the interface itself brings.</summary>
    public int DefaultCount => _defaultCount;

    /// <summary>The entries.</summary>
    public Entry* Entries => (Entry*)((DispatchMap*)Unsafe.AsPointer(in this) + 1);

    /// <summary>One implementation.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Entry
    {
        /// <summary>Which of the class's interfaces.</summary>
        public readonly ushort InterfaceIndex;

        /// <summary>Which method of the interface.</summary>
        public readonly ushort InterfaceSlot;

        /// <summary>Which virtual method; those from the number of virtual methods on are sealed ones.</summary>
        public readonly ushort VirtualSlot;
    }
}
