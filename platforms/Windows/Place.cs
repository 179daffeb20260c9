using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Addresses of stubs and of tables in the image, each from a function that the linker writes: the compiler takes the
/// address of an imported symbol for a constant and folds comparisons of two into nonsense.
/// </summary>
internal static class Place
{
    [RuntimeImport("*", "litebox_address_of_syscall_entry"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint SyscallEntry();

    [RuntimeImport("*", "litebox_address_of_exception_entry"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ExceptionEntry();

    [RuntimeImport("*", "litebox_address_of_enter_fault"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterFault();

    [RuntimeImport("*", "litebox_address_of_enter_interrupt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterInterrupt();

    [RuntimeImport("*", "litebox_address_of_enter_repair"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterRepair();

    [RuntimeImport("*", "litebox_address_of_thread_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ThreadStart();

    [RuntimeImport("*", "litebox_address_of_worker_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint WorkerStart();

    [RuntimeImport("*", "litebox_address_of_panic"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint Panic();

    [RuntimeImport("*", "litebox_address_of_image_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ImageBase();

    [RuntimeImport("*", "litebox_address_of_image_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ImageEnd();

    [RuntimeImport("*", "litebox_address_of_windows_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint WindowsStart();

    [RuntimeImport("*", "litebox_address_of_windows_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint WindowsEnd();
}
