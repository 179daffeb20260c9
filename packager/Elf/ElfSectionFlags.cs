using System;

namespace LiteBox.Packager.Elf;

/// <summary>Attributes of a section (<c>sh_flags</c>).</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>SHF_WRITE.</summary>
    Write = 1,

    /// <summary>SHF_ALLOC: part of the memory image.</summary>
    Alloc = 2,

    /// <summary>SHF_EXECINSTR.</summary>
    Execute = 4,

    /// <summary>SHF_MERGE: equal entries may be merged.</summary>
    Merge = 0x10,

    /// <summary>SHF_STRINGS: entries are zero-terminated strings.</summary>
    Strings = 0x20,

    /// <summary>SHF_INFO_LINK: sh_info is a section index.</summary>
    InfoLink = 0x40,

    /// <summary>SHF_LINK_ORDER.</summary>
    LinkOrder = 0x80,

    /// <summary>SHF_GROUP: member of a COMDAT group.</summary>
    Group = 0x200,

    /// <summary>SHF_TLS.</summary>
    Tls = 0x400,
}
