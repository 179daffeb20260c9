namespace LiteBox.Packager.Elf;

/// <summary>Relocation types of the x86-64 psABI, section 4.4.</summary>
public enum ElfRelocationType : uint
{
    /// <summary>R_X86_64_NONE.</summary>
    None = 0,

    /// <summary>R_X86_64_64: S + A, 64 bits.</summary>
    Absolute64 = 1,

    /// <summary>R_X86_64_PC32: S + A - P.</summary>
    Pc32 = 2,

    /// <summary>R_X86_64_GOT32: G + A.</summary>
    Got32 = 3,

    /// <summary>R_X86_64_PLT32: L + A - P.</summary>
    Plt32 = 4,

    /// <summary>R_X86_64_COPY.</summary>
    Copy = 5,

    /// <summary>R_X86_64_GLOB_DAT: S.</summary>
    GlobDat = 6,

    /// <summary>R_X86_64_JUMP_SLOT: S.</summary>
    JumpSlot = 7,

    /// <summary>R_X86_64_RELATIVE: B + A.</summary>
    Relative = 8,

    /// <summary>R_X86_64_GOTPCREL: G + GOT + A - P.</summary>
    GotPcRel = 9,

    /// <summary>R_X86_64_32: S + A, zero-extended.</summary>
    Absolute32 = 10,

    /// <summary>R_X86_64_32S: S + A, sign-extended.</summary>
    Absolute32Signed = 11,

    /// <summary>R_X86_64_16.</summary>
    Absolute16 = 12,

    /// <summary>R_X86_64_PC16.</summary>
    Pc16 = 13,

    /// <summary>R_X86_64_8.</summary>
    Absolute8 = 14,

    /// <summary>R_X86_64_PC8.</summary>
    Pc8 = 15,

    /// <summary>R_X86_64_DTPMOD64.</summary>
    TlsModule64 = 16,

    /// <summary>R_X86_64_DTPOFF64.</summary>
    TlsModuleOffset64 = 17,

    /// <summary>R_X86_64_TPOFF64.</summary>
    TlsOffset64 = 18,

    /// <summary>R_X86_64_TLSGD.</summary>
    TlsGlobalDynamic = 19,

    /// <summary>R_X86_64_TLSLD.</summary>
    TlsLocalDynamic = 20,

    /// <summary>R_X86_64_DTPOFF32.</summary>
    TlsModuleOffset32 = 21,

    /// <summary>R_X86_64_GOTTPOFF.</summary>
    GotTlsOffset = 22,

    /// <summary>R_X86_64_TPOFF32.</summary>
    TlsOffset32 = 23,

    /// <summary>R_X86_64_PC64: S + A - P, 64 bits.</summary>
    Pc64 = 24,

    /// <summary>R_X86_64_GOTOFF64.</summary>
    GotOffset64 = 25,

    /// <summary>R_X86_64_GOTPC32.</summary>
    GotPc32 = 26,

    /// <summary>R_X86_64_SIZE32.</summary>
    Size32 = 32,

    /// <summary>R_X86_64_SIZE64.</summary>
    Size64 = 33,

    /// <summary>R_X86_64_TLSDESC.</summary>
    TlsDescriptor = 36,

    /// <summary>R_X86_64_IRELATIVE: the address that the resolver at B + A returns.</summary>
    IndirectRelative = 37,

    /// <summary>R_X86_64_GOTPCRELX: GOTPCREL on an instruction that may be relaxed.</summary>
    GotPcRelRelaxable = 41,

    /// <summary>R_X86_64_REX_GOTPCRELX: the same with a REX prefix.</summary>
    RexGotPcRelRelaxable = 42,
}
