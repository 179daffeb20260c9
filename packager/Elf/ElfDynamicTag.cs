namespace LiteBox.Packager.Elf;

/// <summary>Tags of the dynamic table (<c>d_tag</c>, gABI chapter 5 and the GNU additions).</summary>
public enum ElfDynamicTag : long
{
    /// <summary>DT_NULL: the end.</summary>
    Null = 0,

    /// <summary>DT_NEEDED.</summary>
    Needed = 1,

    /// <summary>DT_PLTRELSZ.</summary>
    PltRelocationSize = 2,

    /// <summary>DT_HASH.</summary>
    Hash = 4,

    /// <summary>DT_STRTAB.</summary>
    StringTable = 5,

    /// <summary>DT_SYMTAB.</summary>
    SymbolTable = 6,

    /// <summary>DT_RELA.</summary>
    Rela = 7,

    /// <summary>DT_RELASZ.</summary>
    RelaSize = 8,

    /// <summary>DT_STRSZ.</summary>
    StringTableSize = 10,

    /// <summary>DT_INIT.</summary>
    Init = 12,

    /// <summary>DT_FINI.</summary>
    Fini = 13,

    /// <summary>DT_SONAME.</summary>
    SoName = 14,

    /// <summary>DT_RPATH.</summary>
    RPath = 15,

    /// <summary>DT_REL.</summary>
    Rel = 17,

    /// <summary>DT_RELSZ.</summary>
    RelSize = 18,

    /// <summary>DT_PLTREL.</summary>
    PltRelocationKind = 20,

    /// <summary>DT_JMPREL.</summary>
    JumpRelocations = 23,

    /// <summary>DT_INIT_ARRAY.</summary>
    InitArray = 25,

    /// <summary>DT_FINI_ARRAY.</summary>
    FiniArray = 26,

    /// <summary>DT_INIT_ARRAYSZ.</summary>
    InitArraySize = 27,

    /// <summary>DT_FINI_ARRAYSZ.</summary>
    FiniArraySize = 28,

    /// <summary>DT_RUNPATH.</summary>
    RunPath = 29,

    /// <summary>DT_FLAGS.</summary>
    Flags = 30,

    /// <summary>DT_PREINIT_ARRAY.</summary>
    PreInitArray = 32,

    /// <summary>DT_PREINIT_ARRAYSZ.</summary>
    PreInitArraySize = 33,

    /// <summary>DT_RELRSZ.</summary>
    RelrSize = 35,

    /// <summary>DT_RELR.</summary>
    Relr = 36,

    /// <summary>DT_GNU_HASH.</summary>
    GnuHash = 0x6fff_fef5,

    /// <summary>DT_VERSYM.</summary>
    VersionSymbols = 0x6fff_fff0,

    /// <summary>DT_FLAGS_1.</summary>
    Flags1 = 0x6fff_fffb,

    /// <summary>DT_VERDEF.</summary>
    VersionDefinitions = 0x6fff_fffc,

    /// <summary>DT_VERDEFNUM.</summary>
    VersionDefinitionCount = 0x6fff_fffd,

    /// <summary>DT_VERNEED.</summary>
    VersionNeeds = 0x6fff_fffe,

    /// <summary>DT_VERNEEDNUM.</summary>
    VersionNeedCount = 0x6fff_ffff,
}
