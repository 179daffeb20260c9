using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>The table of contents of what ILC wrote ("ready to run" header, version of ILC 10.0).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct ModuleHeader
{
    private readonly uint _signature;
    private readonly ushort _majorVersion;
    private readonly ushort _minorVersion;
    private readonly uint _flags;
    private readonly ushort _sectionCount;
    private readonly byte _entrySize;
    private readonly byte _entryType;

    /// <summary>A section, or null.</summary>
    public ModuleSection* Find(ModuleSectionKind kind)
    {
        ModuleSection* section = (ModuleSection*)((ModuleHeader*)Unsafe.AsPointer(in this) + 1);
        for (int i = 0; i < _sectionCount; i++)
        {
            if (section[i].Kind == kind)
                return section + i;
        }

        return null;
    }
}
