using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// All interface methods that were ever resolved, for calls that meet many types: a hash table in .bss that only grows.
/// When the neighbourhood of a hash is full the method is searched for again at every such call, which is slow but right.
/// </summary>
internal static unsafe class DispatchRecords
{
    private const int Capacity = 1024;
    private const int Neighbourhood = 8;

    private static Slots s_slots;

    /// <summary>The method, or 0.</summary>
    public static nint Find(MethodTable* type, MethodTable* @interface, ushort slot)
    {
        uint start = Hash(type, @interface, slot);
        for (uint i = 0; i < Neighbourhood; i++)
        {
            Record* record = (Record*)s_slots[(int)((start + i) % Capacity)];
            if (record == null)
                return 0;
            if (record->Type == type && record->Interface == @interface && record->Slot == slot)
                return record->Method;
        }

        return 0;
    }

    /// <summary>Remembers a method.</summary>
    public static void Add(MethodTable* type, MethodTable* @interface, ushort slot, nint method)
    {
        uint start = Hash(type, @interface, slot);
        for (uint i = 0; i < Neighbourhood; i++)
        {
            ref nint place = ref s_slots[(int)((start + i) % Capacity)];
            if (place != 0)
                continue;
            Record* record = (Record*)PermanentMemory.Allocate((nuint)sizeof(Record));
            record->Type = type;
            record->Interface = @interface;
            record->Slot = slot;
            record->Method = method;
            Volatile.Write(ref place, (nint)record);
            return;
        }
    }

    private static uint Hash(MethodTable* type, MethodTable* @interface, ushort slot) =>
        (uint)(((((ulong)type >> 3) * 0x9E37_79B9_7F4A_7C15) ^ ((ulong)@interface + slot) * 0xC2B2_AE3D_27D4_EB4F) >> 40);

    [StructLayout(LayoutKind.Sequential)]
    private struct Record
    {
        public MethodTable* Type;
        public MethodTable* Interface;
        public nint Method;
        public ushort Slot;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private nint _first;
    }
}
