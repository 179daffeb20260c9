namespace LiteBox.Packager.Rewriting;

/// <summary>What a rewrite depends on besides the file.</summary>
public sealed record RewriteOptions
{
    /// <summary>
    /// Displacement from the GS base of the word that holds the address of the entry stub: 0 on Linux, where GS points at
    /// the thread block; the offset of a TLS slot in the thread environment block on Windows.
    /// </summary>
    public int EntrySlot { get; init; }
}
