namespace LiteBox.Packager.Elf;

/// <summary>The type of a section (<c>sh_type</c>, gABI chapter 4 and the GNU additions).</summary>
public enum ElfSectionType : uint
{
    /// <summary>SHT_NULL.</summary>
    Null = 0,

    /// <summary>SHT_PROGBITS: bytes that the program gives meaning to.</summary>
    ProgBits = 1,

    /// <summary>SHT_SYMTAB.</summary>
    SymbolTable = 2,

    /// <summary>SHT_STRTAB.</summary>
    StringTable = 3,

    /// <summary>SHT_RELA: relocations with addends.</summary>
    Rela = 4,

    /// <summary>SHT_HASH.</summary>
    Hash = 5,

    /// <summary>SHT_DYNAMIC.</summary>
    Dynamic = 6,

    /// <summary>SHT_NOTE.</summary>
    Note = 7,

    /// <summary>SHT_NOBITS: occupies memory and no file bytes.</summary>
    NoBits = 8,

    /// <summary>SHT_REL: relocations whose addend is in place.</summary>
    Rel = 9,

    /// <summary>SHT_DYNSYM.</summary>
    DynamicSymbols = 11,

    /// <summary>SHT_INIT_ARRAY.</summary>
    InitArray = 14,

    /// <summary>SHT_FINI_ARRAY.</summary>
    FiniArray = 15,

    /// <summary>SHT_PREINIT_ARRAY.</summary>
    PreInitArray = 16,

    /// <summary>SHT_GROUP: a COMDAT group.</summary>
    Group = 17,

    /// <summary>SHT_SYMTAB_SHNDX: section indexes that do not fit a symbol's 16 bits.</summary>
    SymbolTableSectionIndexes = 18,

    /// <summary>SHT_RELR: packed relative relocations.</summary>
    Relr = 19,

    /// <summary>SHT_GNU_HASH.</summary>
    GnuHash = 0x6fff_fff6,

    /// <summary>SHT_GNU_verdef.</summary>
    GnuVersionDefinitions = 0x6fff_fffd,

    /// <summary>SHT_GNU_verneed.</summary>
    GnuVersionNeeds = 0x6fff_fffe,

    /// <summary>SHT_GNU_versym.</summary>
    GnuVersionSymbols = 0x6fff_ffff,

    /// <summary>SHT_X86_64_UNWIND: .eh_frame as some tools mark it.</summary>
    X8664Unwind = 0x7000_0001,
}
