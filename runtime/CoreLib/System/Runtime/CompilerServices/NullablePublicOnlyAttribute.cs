namespace System.Runtime.CompilerServices;

/// <summary>Nullability is recorded for public members only.</summary>
[AttributeUsage(AttributeTargets.Module)]
public sealed class NullablePublicOnlyAttribute : Attribute
{
    /// <summary>Gives the flag.</summary>
    public NullablePublicOnlyAttribute(bool includesInternals) => IncludesInternals = includesInternals;

    /// <summary>Internal members too.</summary>
    public readonly bool IncludesInternals;
}
