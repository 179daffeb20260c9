namespace System.Runtime.CompilerServices;

/// <summary>The version of the ref safety rules that the module was compiled with.</summary>
[AttributeUsage(AttributeTargets.Module, Inherited = false)]
public sealed class RefSafetyRulesAttribute : Attribute
{
    /// <summary>Gives the version.</summary>
    public RefSafetyRulesAttribute(int version) => Version = version;

    /// <summary>The version.</summary>
    public int Version { get; }
}
