namespace LiteBox.Packager.Rewriting;

/// <summary>One site of a report.</summary>
/// <param name="Address">Virtual address of the two bytes.</param>
/// <param name="Kind">How it was handled.</param>
/// <param name="Symbol">Function it is in, with the offset, as <c>read+0x1f</c>; null when no symbol covers it.</param>
/// <param name="Reason">Why, for a trap and for embedded bytes; else null.</param>
public sealed record RewrittenSite(ulong Address, SiteKind Kind, string? Symbol, string? Reason);
