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

    [RuntimeImport("*", "litebox_read_tsc"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTsc();

    [RuntimeImport("*", "litebox_random"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int Random(ulong* value);

    [RuntimeImport("*", "litebox_random_seed"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int RandomSeed(ulong* value);

    [RuntimeImport("*", "litebox_probe_fs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int ProbeFsBase(ulong* value);

    [RuntimeImport("*", "litebox_read_environment"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadEnvironment(uint offset);

    [RuntimeImport("*", "litebox_write_environment"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteEnvironment(uint offset, ulong value);

    [RuntimeImport("*", "litebox_guest_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GuestCopy(byte* destination, byte* source, nint length);

    [RuntimeImport("*", "litebox_guest_load"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestLoad(uint* address, uint* value);

    [RuntimeImport("*", "litebox_guest_exchange"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestExchange(uint* address, uint value, uint comparand, uint* observed);

    [RuntimeImport("*", "litebox_save_extended_state"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SaveExtendedState(ThreadBlock* block);

    [RuntimeImport("*", "litebox_vdso"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte* Vdso(ulong* length);

    [RuntimeImport("*", "litebox_record_stack"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RecordStack(ThreadBlock* block);

    [RuntimeImport("*", "litebox_panic"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Panic(int kind, ulong address);
}
