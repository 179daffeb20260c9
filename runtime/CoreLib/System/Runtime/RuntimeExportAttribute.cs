namespace System.Runtime;

/// <summary>The method is a global symbol of this name, with the System V calling convention.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field, Inherited = false)]
public sealed class RuntimeExportAttribute : Attribute
{
    /// <summary>Names the symbol.</summary>
    public RuntimeExportAttribute(string entryPoint) => EntryPoint = entryPoint;

    /// <summary>The symbol.</summary>
    public string EntryPoint { get; }
}
