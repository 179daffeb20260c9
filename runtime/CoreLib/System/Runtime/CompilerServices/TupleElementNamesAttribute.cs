namespace System.Runtime.CompilerServices;

/// <summary>Names of tuple elements.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Event)]
public sealed class TupleElementNamesAttribute : Attribute
{
    /// <summary>Gives the names.</summary>
    public TupleElementNamesAttribute(string?[] transformNames) => TransformNames = transformNames;

    /// <summary>The names, null where there is none.</summary>
    public string?[] TransformNames { get; }
}
