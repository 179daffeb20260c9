using System.Collections.Generic;

namespace LiteBox.Packager.Pe;

/// <summary>The functions that an image takes from one DLL.</summary>
/// <param name="Library">The DLL, such as <c>ntdll.dll</c>.</param>
/// <param name="Functions">Names of its exports, without repetition.</param>
public sealed record PeImport(string Library, IReadOnlyList<string> Functions);
