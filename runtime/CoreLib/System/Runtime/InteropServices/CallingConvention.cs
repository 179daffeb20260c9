namespace System.Runtime.InteropServices;

/// <summary>Calling conventions; every call here is System V.</summary>
public enum CallingConvention
{
    /// <summary>The platform's.</summary>
    Winapi = 1,

    /// <summary>C.</summary>
    Cdecl = 2,
}
