namespace LiteBox.Packager.Elf;

/// <summary>Who sees a symbol (<c>ELF64_ST_VISIBILITY</c>).</summary>
public enum ElfSymbolVisibility : byte
{
    /// <summary>STV_DEFAULT.</summary>
    Default = 0,

    /// <summary>STV_INTERNAL.</summary>
    Internal = 1,

    /// <summary>STV_HIDDEN.</summary>
    Hidden = 2,

    /// <summary>STV_PROTECTED.</summary>
    Protected = 3,
}
