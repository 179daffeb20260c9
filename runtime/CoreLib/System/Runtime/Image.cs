using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// Places in the image. None of these is inlined: the JIT takes the address of an undefined symbol for a constant of the
/// build and would fold the difference of two into nonsense.
/// </summary>
internal static unsafe class Image
{
    /// <summary>First byte of the image.</summary>
    public static nuint Base
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (nuint)(delegate*<void>)&Imports.ImageBase;
    }

    /// <summary>First byte of .data.</summary>
    public static nuint DataStart
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (nuint)(delegate*<void>)&Imports.DataStart;
    }

    /// <summary>End of .bss, the last part of the image that references may lead to.</summary>
    public static nuint DataEnd
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (nuint)(delegate*<void>)&Imports.DataEnd;
    }

    /// <summary>First byte of code.</summary>
    public static nuint TextStart
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (nuint)(delegate*<void>)&Imports.TextStart;
    }

    /// <summary>End of code.</summary>
    public static nuint TextEnd
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (nuint)(delegate*<void>)&Imports.TextEnd;
    }

    /// <summary>The symbol table.</summary>
    public static byte* Symbols
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (byte*)(delegate*<void>)&Imports.SymbolsStart;
    }

    /// <summary>The end of the symbol table.</summary>
    public static byte* SymbolsEnd
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (byte*)(delegate*<void>)&Imports.SymbolsEnd;
    }

    /// <summary>The section __modules.</summary>
    public static void** Modules
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (void**)(delegate*<void>)&Imports.ModulesStart;
    }
}
