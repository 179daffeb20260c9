namespace LiteBox.Packager.Elf;

/// <summary>What kind of object an ELF file is (<c>e_type</c>, gABI chapter 4).</summary>
public enum ElfType : ushort
{
    /// <summary>ET_NONE.</summary>
    None = 0,

    /// <summary>ET_REL: compiler output, sections and no segments.</summary>
    Relocatable = 1,

    /// <summary>ET_EXEC: a program at fixed addresses.</summary>
    Executable = 2,

    /// <summary>ET_DYN: a shared object or a position-independent program.</summary>
    Shared = 3,

    /// <summary>ET_CORE.</summary>
    Core = 4,
}
