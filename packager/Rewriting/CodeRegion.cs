namespace LiteBox.Packager.Rewriting;

/// <summary>The file bytes of one executable segment.</summary>
/// <param name="Address">Virtual address of the first byte.</param>
/// <param name="Offset">Its position in the file.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct CodeRegion(ulong Address, int Offset, int Length)
{
    public ulong End => Address + (ulong)Length;

    public int OffsetOf(ulong address) => Offset + (int)(address - Address);
}
