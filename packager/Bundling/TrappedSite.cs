namespace LiteBox.Packager.Bundling;

/// <summary>A <c>syscall</c> instruction where no jump fitted: it became a trap, which costs a host signal each time.</summary>
/// <param name="File">Guest path of the file.</param>
/// <param name="Address">Virtual address of the instruction in that file.</param>
public sealed record TrappedSite(string File, ulong Address);
