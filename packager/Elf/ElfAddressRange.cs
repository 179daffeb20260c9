namespace LiteBox.Packager.Elf;

/// <summary>A range of virtual addresses.</summary>
/// <param name="Address">The first.</param>
/// <param name="Size">How many bytes; 0 for none.</param>
public readonly record struct ElfAddressRange(ulong Address, ulong Size);
