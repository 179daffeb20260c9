namespace System.Diagnostics;

/// <summary>What a debugger shows for the type or member.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public sealed class DebuggerDisplayAttribute : Attribute
{
    /// <summary>Gives the text.</summary>
    public DebuggerDisplayAttribute(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }
}
