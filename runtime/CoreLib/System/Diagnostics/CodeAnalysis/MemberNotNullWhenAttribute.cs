namespace System.Diagnostics.CodeAnalysis;

/// <summary>When the method returns this value, the named members are not null.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class MemberNotNullWhenAttribute : Attribute
{
    /// <summary>Names one member.</summary>
    public MemberNotNullWhenAttribute(bool returnValue, string member)
    {
        ReturnValue = returnValue;
        Members = [member];
    }

    /// <summary>Names several members.</summary>
    public MemberNotNullWhenAttribute(bool returnValue, params string[] members)
    {
        ReturnValue = returnValue;
        Members = members;
    }

    /// <summary>The return value that it speaks of.</summary>
    public bool ReturnValue { get; }

    /// <summary>The members.</summary>
    public string[] Members { get; }
}
