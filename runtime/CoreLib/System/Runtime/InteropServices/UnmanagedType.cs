namespace System.Runtime.InteropServices;

/// <summary>Known to the compilers; nothing is marshalled here.</summary>
public enum UnmanagedType
{
    /// <summary>Four bytes.</summary>
    Bool = 0x2,
}
