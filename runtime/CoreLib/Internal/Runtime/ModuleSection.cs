using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>One section of the module.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ModuleSection
{
    private readonly ModuleSectionKind _kind;
    private readonly uint _flags;
    private readonly nint _start;
    private readonly nint _end;

    /// <summary>What it holds.</summary>
    public ModuleSectionKind Kind => _kind;

    /// <summary>Its first byte.</summary>
    public nint Start => _start;

    /// <summary>Its end.</summary>
    public nint End => _end;
}
