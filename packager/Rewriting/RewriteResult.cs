using System;

namespace LiteBox.Packager.Rewriting;

/// <summary>A file after rewriting.</summary>
/// <param name="Bytes">The file; the original bytes when nothing had to change.</param>
/// <param name="Changed">Whether <paramref name="Bytes"/> differ from the original.</param>
/// <param name="Report">How each site was handled.</param>
public sealed record RewriteResult(ReadOnlyMemory<byte> Bytes, bool Changed, RewriteReport Report);
