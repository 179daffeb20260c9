namespace LiteBox.Packager.Linking;

/// <summary>Where a section of an object ends up in the image.</summary>
public enum ObjectSectionKind
{
    /// <summary>Not in the image: unwind tables, debug information, comments.</summary>
    Dropped,

    /// <summary>Read-only from the first instruction on.</summary>
    ReadOnly,

    /// <summary>Machine code.</summary>
    Code,

    /// <summary>Holds addresses, so it is written once by self-relocation and read-only from then on.</summary>
    RelocatedReadOnly,

    /// <summary>Writable, with initial contents.</summary>
    Data,

    /// <summary>Writable, zero at start, no bytes in the file.</summary>
    Bss,
}
