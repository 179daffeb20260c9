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

    [RuntimeImport("*", "litebox_address_of_syscall_entry_low"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint LowSyscallEntry();

    [RuntimeImport("*", "litebox_address_of_enter_syscall"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterSyscall();

    [RuntimeImport("*", "litebox_address_of_enter_fault"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterFault();

    [RuntimeImport("*", "litebox_address_of_enter_resume"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint EnterResume();

    [RuntimeImport("*", "litebox_address_of_thread_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ThreadStart();

    [RuntimeImport("*", "litebox_address_of_signal_entry"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint SignalEntry();

    [RuntimeImport("*", "litebox_address_of_signal_return"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint SignalReturn();

    [RuntimeImport("*", "litebox_address_of_gate_instruction"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint GateInstruction();

    [RuntimeImport("*", "litebox_address_of_gate_return"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint GateReturn();

    [RuntimeImport("*", "litebox_address_of_gate_interrupted"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint GateInterrupted();

    [RuntimeImport("*", "litebox_address_of_image_base"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ImageBase();

    [RuntimeImport("*", "litebox_address_of_image_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint ImageEnd();

    [RuntimeImport("*", "litebox_address_of_relro_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint RelocatedEnd();

    [RuntimeImport("*", "litebox_address_of_data_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint DataEnd();

    [RuntimeImport("*", "litebox_address_of_windows_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint WindowsStart();

    [RuntimeImport("*", "litebox_address_of_windows_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint WindowsEnd();

    [RuntimeImport("*", "litebox_address_of_panic"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint Panic();
}
