namespace System.Reflection;

/// <summary>The name of the indexer.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class DefaultMemberAttribute : Attribute
{
    /// <summary>Gives the name.</summary>
    public DefaultMemberAttribute(string memberName) => MemberName = memberName;

    /// <summary>The name.</summary>
    public string MemberName { get; }
}
