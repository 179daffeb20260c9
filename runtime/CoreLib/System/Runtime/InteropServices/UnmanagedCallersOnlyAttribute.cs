namespace System.Runtime.InteropServices;

/// <summary>Only machine code calls the method.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    /// <summary>The calling convention; the platform's own when null.</summary>
    public Type[]? CallConvs;

    /// <summary>The name of the symbol; none when null.</summary>
    public string? EntryPoint;
}
