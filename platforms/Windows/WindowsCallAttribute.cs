using System;

namespace LiteBox.South;

/// <summary>
/// Makes an extern method, imported as <c>windows_F</c>, a call of the function F that a DLL exports. The linker reads this from
/// the assembly: it writes the stub that changes from the calling convention of C# to that of Windows, and the import. Every
/// argument is an integer or a pointer.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsCallAttribute : Attribute
{
    /// <summary>Declares a function.</summary>
    /// <param name="library">The DLL: ntdll.dll or kernel32.dll.</param>
    public WindowsCallAttribute(string library) => Library = library;

    /// <summary>The DLL.</summary>
    public string Library { get; }
}
