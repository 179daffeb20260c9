namespace LiteBox.Packager.Analysis.Values;

/// <summary>Memory of an image that cannot change while the program runs and that no relocation fills in.</summary>
internal interface IConstantMemory
{
    /// <summary>Reads 1, 2, 4 or 8 bytes, zero-extended.</summary>
    /// <returns>False when they are not constant.</returns>
    bool TryRead(ulong address, int size, out ulong value);

    /// <summary>Every element that a table of 4- or 8-byte elements may have from an address on; unknown when too many.</summary>
    AbstractValue ReadTable(ulong address, int size);
}
