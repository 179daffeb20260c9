using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Machine code that the linker adds (packager/Linking/Stubs, where the contracts stand).
/// </summary>
internal static unsafe class Stub
{
    [RuntimeImport("*", "litebox_cpuid"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Cpuid(uint leaf, uint subleaf, uint* result);

    [RuntimeImport("*", "litebox_xgetbv"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Xgetbv();

    [RuntimeImport("*", "litebox_read_fs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadFsBase();

    [RuntimeImport("*", "litebox_write_fs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteFsBase(ulong value);

    [RuntimeImport("*", "litebox_write_gs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteGsBase(ulong value);

    [RuntimeImport("*", "litebox_current_block"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ThreadBlock* CurrentBlock();

    [RuntimeImport("*", "litebox_call"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Call(nuint function, nint first, nint second);

    [RuntimeImport("*", "litebox_guest_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GuestCopy(byte* destination, byte* source, nint length);

    [RuntimeImport("*", "litebox_guest_load"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestLoad(uint* address, uint* value);

    [RuntimeImport("*", "litebox_guest_exchange"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestExchange(uint* address, uint value, uint comparand, uint* observed);

    [RuntimeImport("*", "litebox_save_extended_state"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SaveExtendedState(ThreadBlock* block);

    [RuntimeImport("*", "litebox_record_stack"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RecordStack(ThreadBlock* block);

    [RuntimeImport("*", "litebox_continue"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Continue();

    [RuntimeImport("*", "litebox_panic"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Panic(int kind, ulong address);
}
