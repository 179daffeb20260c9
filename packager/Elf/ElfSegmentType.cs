namespace LiteBox.Packager.Elf;

/// <summary>The type of a program header (<c>p_type</c>, gABI chapter 5 and the GNU additions).</summary>
public enum ElfSegmentType : uint
{
    /// <summary>PT_NULL: an unused entry.</summary>
    Null = 0,

    /// <summary>PT_LOAD: mapped at run time.</summary>
    Load = 1,

    /// <summary>PT_DYNAMIC.</summary>
    Dynamic = 2,

    /// <summary>PT_INTERP: the path of the program interpreter.</summary>
    Interpreter = 3,

    /// <summary>PT_NOTE.</summary>
    Note = 4,

    /// <summary>PT_SHLIB: reserved.</summary>
    ShLib = 5,

    /// <summary>PT_PHDR: where the program headers are in memory.</summary>
    ProgramHeaders = 6,

    /// <summary>PT_TLS: the template of the thread-local block.</summary>
    Tls = 7,

    /// <summary>PT_GNU_EH_FRAME: the section .eh_frame_hdr.</summary>
    GnuEhFrame = 0x6474_e550,

    /// <summary>PT_GNU_STACK: its flags say whether the stack is executable.</summary>
    GnuStack = 0x6474_e551,

    /// <summary>PT_GNU_RELRO: read-only after relocation.</summary>
    GnuRelro = 0x6474_e552,

    /// <summary>PT_GNU_PROPERTY: the note .note.gnu.property.</summary>
    GnuProperty = 0x6474_e553,
}
