namespace LiteBox.Packager.Analysis.Images;

/// <summary>What the loader stores in a word.</summary>
/// <param name="Symbol">The name that is looked up; null for an address of the same image.</param>
/// <param name="Address">The address in the same image; 0 when only the name is known.</param>
internal readonly record struct LoaderTarget(string? Symbol, ulong Address);
