using System.Collections.Generic;

namespace LiteBox.Packager.Compiling;

/// <summary>The strings that a program can give to a system call as an argument; null when they cannot be listed. A star stands for what a C library puts together.</summary>
/// <param name="syscall">The call's name.</param>
/// <param name="position">Which argument, from 0 to 5.</param>
public delegate IReadOnlySet<string>? ArgumentTexts(string syscall, int position);
