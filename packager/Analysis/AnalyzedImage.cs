using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis;

/// <summary>One file of the closure of a program.</summary>
/// <param name="Name">What reports call it: its soname or file name.</param>
/// <param name="File">The file as it was before rewriting.</param>
/// <param name="Role">How it comes into the process.</param>
public sealed record AnalyzedImage(string Name, ElfFile File, ImageRole Role);
