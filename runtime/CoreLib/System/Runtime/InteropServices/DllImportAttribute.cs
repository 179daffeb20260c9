namespace System.Runtime.InteropServices;

/// <summary>The method is code of the named library. Known to the compilers, unused here: host calls are RuntimeImport symbols.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DllImportAttribute : Attribute
{
    /// <summary>Names the library.</summary>
    public DllImportAttribute(string dllName) => Value = dllName;

    /// <summary>The library.</summary>
    public string Value { get; }

    /// <summary>The name of the symbol.</summary>
    public string? EntryPoint;

    /// <summary>How strings are marshalled; unused.</summary>
    public CharSet CharSet;

    /// <summary>The symbol is named exactly.</summary>
    public bool ExactSpelling;

    /// <summary>The last error is kept; unused.</summary>
    public bool SetLastError;

    /// <summary>The calling convention; unused.</summary>
    public CallingConvention CallingConvention;
}
