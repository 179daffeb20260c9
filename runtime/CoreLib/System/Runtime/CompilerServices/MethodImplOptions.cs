namespace System.Runtime.CompilerServices;

/// <summary>Options of <see cref="MethodImplAttribute"/>.</summary>
[Flags]
public enum MethodImplOptions
{
    /// <summary>Not from IL.</summary>
    Unmanaged = 0x0004,

    /// <summary>Never inlined.</summary>
    NoInlining = 0x0008,

    /// <summary>Known to the compilers; there are no monitors here.</summary>
    Synchronized = 0x0020,

    /// <summary>The signature is kept.</summary>
    PreserveSig = 0x0080,

    /// <summary>Inlined where possible.</summary>
    AggressiveInlining = 0x0100,

    /// <summary>Compiled as it is written.</summary>
    NoOptimization = 0x0040,

    /// <summary>Compiled with the best optimization.</summary>
    AggressiveOptimization = 0x0200,

    /// <summary>Defined outside IL: by the compiler or the linker.</summary>
    InternalCall = 0x1000,
}
