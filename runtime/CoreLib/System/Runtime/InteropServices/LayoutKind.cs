namespace System.Runtime.InteropServices;

/// <summary>How fields are laid out.</summary>
public enum LayoutKind
{
    /// <summary>In order.</summary>
    Sequential = 0,

    /// <summary>By their offsets.</summary>
    Explicit = 2,

    /// <summary>As the compiler likes.</summary>
    Auto = 3,
}
