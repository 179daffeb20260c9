namespace LiteBox.Packager.Elf;

/// <summary>One entry of the dynamic table (<c>Elf64_Dyn</c>).</summary>
/// <param name="Tag">What it says.</param>
/// <param name="Value">A number, an address or an offset into the string table, by tag.</param>
public readonly record struct ElfDynamicEntry(ElfDynamicTag Tag, ulong Value)
{
    /// <summary>Bytes of an entry in the file.</summary>
    public const int ByteSize = 16;
}
