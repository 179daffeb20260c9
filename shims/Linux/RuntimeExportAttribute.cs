#if !FREESTANDING
using System;

namespace LiteBox.Shim.Linux;

/// <summary>On ordinary .NET an export is only a method; the compiler of the library OS has an attribute of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute(string name) : Attribute
{
    /// <summary>The symbol.</summary>
    public string Name { get; } = name;
}
#endif
