using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Every function of Windows that this platform can call. Those of ntdll return an NTSTATUS: negative is a failure. Only what both
/// Windows 10 and Wine 8 export.
/// </summary>
internal static unsafe class Windows
{
    /// <summary>The calling process, where a handle is wanted.</summary>
    public const nint CurrentProcess = -1;

    /// <summary>The calling thread, where a handle is wanted.</summary>
    public const nint CurrentThread = -2;

    public const uint MemoryCommit = 0x1000, MemoryReserve = 0x2000, MemoryDecommit = 0x4000, MemoryRelease = 0x8000;
    public const uint PageNoAccess = 1, PageReadOnly = 2, PageReadWrite = 4, PageExecuteRead = 0x20, PageExecuteReadWrite = 0x40;

    public const int StatusPending = 0x103;
    public const int StatusEndOfFile = unchecked((int)0xC000_0011), StatusPipeBroken = unchecked((int)0xC000_014B);
    public const int StatusPipeDisconnected = unchecked((int)0xC000_00B0), StatusPipeClosing = unchecked((int)0xC000_00B1);
    public const int StatusPipeEmpty = unchecked((int)0xC000_00D9), StatusDiskFull = unchecked((int)0xC000_007F);

    private const string Nt = "ntdll.dll", Kernel = "kernel32.dll";

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtAllocateVirtualMemory"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtAllocateVirtualMemory(nint process, nuint* address, nuint zeroBits, nuint* size, uint type, uint protection);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtFreeVirtualMemory"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtFreeVirtualMemory(nint process, nuint* address, nuint* size, uint type);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtProtectVirtualMemory"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtProtectVirtualMemory(nint process, nuint* address, nuint* size, uint protection, uint* before);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtDuplicateObject"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtDuplicateObject(
        nint fromProcess, nint handle, nint toProcess, nint* result, uint access, uint attributes, uint options);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtClose"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtClose(nint handle);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtSuspendThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtSuspendThread(nint thread, uint* count);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtResumeThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtResumeThread(nint thread, uint* count);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtGetContextThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtGetContextThread(nint thread, ThreadContext* context);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtSetContextThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtSetContextThread(nint thread, ThreadContext* context);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtAlertThreadByThreadId"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtAlertThreadByThreadId(nint thread);

    /// <param name="address">Only for debuggers.</param>
    /// <param name="timeout">In units of 100 ns, negative: from now on. Null: none.</param>
    [WindowsCall(Nt), RuntimeImport("*", "windows_NtWaitForAlertByThreadId"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtWaitForAlertByThreadId(void* address, long* timeout);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtFlushProcessWriteBuffers"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void NtFlushProcessWriteBuffers();

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtYieldExecution"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtYieldExecution();

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtSetTimerResolution"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtSetTimerResolution(uint resolution, byte set, uint* actual);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtReadFile"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtReadFile(
        nint file, nint signal, void* routine, void* argument, IoStatus* status, void* buffer, uint length, long* offset, uint* key);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtWriteFile"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtWriteFile(
        nint file, nint signal, void* routine, void* argument, IoStatus* status, void* buffer, uint length, long* offset, uint* key);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtWaitForSingleObject"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtWaitForSingleObject(nint handle, byte alertable, long* timeout);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtQueryInformationThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtQueryInformationThread(nint thread, int kind, void* result, uint size, uint* written);

    [WindowsCall(Nt), RuntimeImport("*", "windows_NtQueryInformationProcess"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int NtQueryInformationProcess(nint process, int kind, void* result, uint size, uint* written);

    [WindowsCall(Nt), RuntimeImport("*", "windows_RtlAddVectoredExceptionHandler"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint RtlAddVectoredExceptionHandler(uint first, nuint handler);

    [WindowsCall(Nt), RuntimeImport("*", "windows_RtlExitUserThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RtlExitUserThread(int status);

    [WindowsCall(Nt), RuntimeImport("*", "windows_RtlExitUserProcess"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void RtlExitUserProcess(int status);

    [WindowsCall(Nt), RuntimeImport("*", "windows_RtlQueryPerformanceCounter"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte RtlQueryPerformanceCounter(long* count);

    [WindowsCall(Nt), RuntimeImport("*", "windows_RtlQueryPerformanceFrequency"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte RtlQueryPerformanceFrequency(long* frequency);

    /// <summary>100-nanosecond units since 1601, as fine as the host can tell.</summary>
    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetSystemTimePreciseAsFileTime"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void GetSystemTimePreciseAsFileTime(long* time);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_CreateThread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CreateThread(void* security, nuint stackSize, nuint start, void* argument, uint flags, uint* thread);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_TlsAlloc"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint TlsAlloc();

    [WindowsCall(Kernel), RuntimeImport("*", "windows_TlsFree"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int TlsFree(uint slot);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetStdHandle"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetStdHandle(int stream);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetFileType"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint GetFileType(nint handle);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetConsoleMode"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GetConsoleMode(nint handle, uint* mode);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetConsoleScreenBufferInfo"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int GetConsoleScreenBufferInfo(nint handle, short* information);

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetCommandLineW"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern char* GetCommandLine();

    [WindowsCall(Kernel), RuntimeImport("*", "windows_GetActiveProcessorCount"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint GetActiveProcessorCount(ushort group);
}
