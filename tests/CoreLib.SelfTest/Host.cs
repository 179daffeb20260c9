using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>The host calls of the self-test, and the exports that a South makes of them.</summary>
internal static unsafe class Host
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "host_write")]
    [HostCall(1)]
    private static extern long Write(int descriptor, byte* text, nuint length);

    // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS.
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "host_mmap")]
    [HostCall(9, Constant0 = 0, Constant2 = 3, Constant3 = 0x22, Constant4 = -1, Constant5 = 0)]
    private static extern nuint Map(nuint length);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "host_munmap")]
    [HostCall(11)]
    private static extern long Unmap(nuint address, nuint length);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "host_exit_group")]
    [HostCall(231)]
    private static extern void ExitGroup(int status);

    /// <summary>Pages that the heap holds now.</summary>
    public static nuint MappedBytes { get; private set; }

    /// <summary>Prints to standard output.</summary>
    public static void Print(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
            Write(StandardOutput, bytes, (nuint)text.Length);
    }

    /// <summary>Ends the process.</summary>
    [RuntimeExport("litebox_exit")]
    public static void Exit(int status) => ExitGroup(status);

    [RuntimeExport("litebox_allocate_pages")]
    private static nuint AllocatePages(nuint length)
    {
        // As strict as the contract: no South promises less than whole pages.
        if (length % 4096 != 0)
            return 0;
        nuint address = Map(length);
        if (address >= unchecked((nuint)(-4095)))
            return 0;
        MappedBytes += length;
        return address;
    }

    [RuntimeExport("litebox_prepare_pages")]
    private static void PreparePages(nuint address, nuint length)
    {
    }

    [RuntimeExport("litebox_free_pages")]
    private static void FreePages(nuint address, nuint length)
    {
        Unmap(address, length);
        MappedBytes -= length;
    }

    [RuntimeExport("litebox_write_console")]
    private static void WriteConsole(byte* text, nuint length) => Write(StandardError, text, length);
}
