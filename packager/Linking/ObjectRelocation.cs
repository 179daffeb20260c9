namespace LiteBox.Packager.Linking;

/// <summary>One place to fill in.</summary>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Kind">The form.</param>
/// <param name="Symbol">What it refers to.</param>
/// <param name="Addend">Added to the symbol's address.</param>
public readonly record struct ObjectRelocation(int Offset, ObjectRelocationKind Kind, ObjectSymbol Symbol, long Addend);
