namespace System.Runtime.CompilerServices;

/// <summary>How exceptions behave.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RuntimeCompatibilityAttribute : Attribute
{
    /// <summary>Objects that are no exceptions are wrapped when thrown.</summary>
    public bool WrapNonExceptionThrows { get; set; }
}
