using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// The symbols that the core library wants from the South and from the linker; docs/ARCHITECTURE.md, "Core library",
/// says what each must be. Of those that mark places only the address is taken.
/// </summary>
internal static unsafe class Imports
{
    /// <summary>Zero-filled writable pages, or 0. From the South.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_allocate_pages")]
    public static extern nuint AllocatePages(nuint length);

    /// <summary>
    /// Pages of an allocation will be written soon: what the host can do at once for all of them. Called for one range, while
    /// the image starts. From the South.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_prepare_pages")]
    public static extern void PreparePages(nuint address, nuint length);

    /// <summary>Gives pages back. From the South.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_free_pages")]
    public static extern void FreePages(nuint address, nuint length);

    /// <summary>Writes to the host's standard error, whatever happens. From the South.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_write_console")]
    public static extern void WriteConsole(byte* text, nuint length);

    /// <summary>Ends the sandbox. From the South.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_exit")]
    public static extern void Exit(int status);

    /// <summary>Pushes the callee-saved registers and calls <c>litebox_collect_stack</c> with the stack pointer. A stub.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "litebox_collect_registers")]
    public static extern void CollectWithRegisters();

    /// <summary>Copies bytes; the ranges may overlap. A stub.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memmove")]
    public static extern void* MemoryMove(void* destination, void* source, nuint length);

    /// <summary>Sets bytes. A stub.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memset")]
    public static extern void* MemoryFill(void* destination, int value, nuint length);

    /// <summary>First byte of .data.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__data_start")]
    public static extern void DataStart();

    /// <summary>End of .bss.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__data_end")]
    public static extern void DataEnd();

    /// <summary>First byte of code.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__text_start")]
    public static extern void TextStart();

    /// <summary>End of code.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__text_end")]
    public static extern void TextEnd();

    /// <summary>First byte of the image.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__image_base")]
    public static extern void ImageBase();

    /// <summary>The symbol table.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__symbols_start")]
    public static extern void SymbolsStart();

    /// <summary>Its end.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__symbols_end")]
    public static extern void SymbolsEnd();

    /// <summary>The section __modules that ILC writes: one address, of the module header.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "__start___modules")]
    public static extern void ModulesStart();
}
