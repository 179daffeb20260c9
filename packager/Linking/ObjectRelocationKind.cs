namespace LiteBox.Packager.Linking;

/// <summary>How an address is written into a section.</summary>
public enum ObjectRelocationKind
{
    /// <summary>The 64-bit address (R_X86_64_64); adjusted by the image itself when it is loaded.</summary>
    Absolute64,

    /// <summary>The 32-bit distance from the place (R_X86_64_PC32 and PLT32).</summary>
    Relative32,

    /// <summary>The 32-bit offset from the start of the image; only the linker's own tables use it.</summary>
    ImageOffset32,
}
