using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Machine code that the linker adds (packager/Linking/Stubs/Bare, where the contracts stand). Of those without a use as a
/// method here only the address is taken.
/// </summary>
internal static unsafe class Stub
{
    [RuntimeImport("*", "litebox_cpuid"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Cpuid(uint leaf, uint subleaf, uint* result);

    [RuntimeImport("*", "litebox_current_block"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ThreadBlock* CurrentBlock();

    [RuntimeImport("*", "litebox_vdso"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte* Vdso(ulong* length);

    [RuntimeImport("*", "litebox_record_stack"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RecordStack(ThreadBlock* block);

    [RuntimeImport("*", "litebox_save_extended_state"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SaveExtendedState(ThreadBlock* block);

    [RuntimeImport("*", "litebox_guest_copy"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GuestCopy(byte* destination, byte* source, nint length);

    [RuntimeImport("*", "litebox_guest_load"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestLoad(uint* address, uint* value);

    [RuntimeImport("*", "litebox_guest_exchange"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GuestExchange(uint* address, uint value, uint comparand, uint* observed);

    [RuntimeImport("*", "litebox_allow_guest_access"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void AllowGuestAccess();

    [RuntimeImport("*", "litebox_forbid_guest_access"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ForbidGuestAccess();

    [RuntimeImport("*", "litebox_switch"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Switch(nuint* save, nuint load);

    [RuntimeImport("*", "litebox_idle"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Idle();

    [RuntimeImport("*", "litebox_halt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Halt();

    [RuntimeImport("*", "litebox_in8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte In8(ushort port);

    [RuntimeImport("*", "litebox_out8"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out8(ushort port, byte value);

    [RuntimeImport("*", "litebox_out32"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Out32(ushort port, uint value);

    [RuntimeImport("*", "litebox_read_msr"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadMsr(uint number);

    [RuntimeImport("*", "litebox_write_msr"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteMsr(uint number, ulong value);

    [RuntimeImport("*", "litebox_read_tsc"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTsc();

    [RuntimeImport("*", "litebox_random"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int Random(ulong* value);

    [RuntimeImport("*", "litebox_random_seed"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int RandomSeed(ulong* value);

    [RuntimeImport("*", "litebox_invalidate_page"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidatePage(ulong address);

    [RuntimeImport("*", "litebox_invalidate_all"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidateAll();

    [RuntimeImport("*", "litebox_read_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadCr4();

    [RuntimeImport("*", "litebox_write_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr4(ulong value);

    [RuntimeImport("*", "litebox_write_xcr0"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteXcr0(ulong value);

    [RuntimeImport("*", "litebox_load_tables"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadTables(void* globalDescriptors, void* interruptDescriptors);

    [RuntimeImport("*", "litebox_panic"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Panic(int kind, ulong address);

    [RuntimeImport("*", "litebox_syscall_entry"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SyscallEntry();

    [RuntimeImport("*", "litebox_thread_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThreadStart();

    [RuntimeImport("*", "litebox_vectors"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Vectors();

    [RuntimeImport("*", "__image_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ImageBase();

    [RuntimeImport("*", "__windows_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WindowsStart();

    [RuntimeImport("*", "__windows_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WindowsEnd();
}
