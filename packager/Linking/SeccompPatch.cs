namespace LiteBox.Packager.Linking;

/// <summary>A constant that is known only at start.</summary>
/// <param name="Instruction">Index of the instruction.</param>
/// <param name="Kind">What goes there.</param>
public readonly record struct SeccompPatch(int Instruction, SeccompPatchKind Kind);
