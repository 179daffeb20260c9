namespace LiteBox.Packager.Bundling;

/// <summary>What kind of program a bundle holds.</summary>
public enum ProgramKind
{
    /// <summary>A Linux program: an ELF file that runs above the library OS and is served by system calls.</summary>
    Linux,

    /// <summary>A program on the North API: an assembly that is compiled into the library OS.</summary>
    North,
}
