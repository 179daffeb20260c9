namespace LiteBox.Packager.Elf;

/// <summary>What a symbol names (<c>ELF64_ST_TYPE</c>).</summary>
public enum ElfSymbolType : byte
{
    /// <summary>STT_NOTYPE.</summary>
    None = 0,

    /// <summary>STT_OBJECT.</summary>
    Object = 1,

    /// <summary>STT_FUNC.</summary>
    Function = 2,

    /// <summary>STT_SECTION.</summary>
    Section = 3,

    /// <summary>STT_FILE.</summary>
    File = 4,

    /// <summary>STT_COMMON.</summary>
    Common = 5,

    /// <summary>STT_TLS.</summary>
    Tls = 6,

    /// <summary>STT_GNU_IFUNC: a function that returns the address of the function.</summary>
    IndirectFunction = 10,
}
