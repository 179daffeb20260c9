using LiteBox.Packager.Analysis.Images;

namespace LiteBox.Packager.Analysis.Graph;

/// <summary>A place from where control goes to a function.</summary>
/// <param name="Function">The function that it is in.</param>
internal readonly record struct Caller(int Function, ulong Site, ReferenceKind Kind);
