namespace System.Diagnostics.CodeAnalysis;

/// <summary>After the call the named members are not null.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class MemberNotNullAttribute : Attribute
{
    /// <summary>Names one member.</summary>
    public MemberNotNullAttribute(string member) => Members = [member];

    /// <summary>Names several members.</summary>
    public MemberNotNullAttribute(params string[] members) => Members = members;

    /// <summary>The members.</summary>
    public string[] Members { get; }
}
