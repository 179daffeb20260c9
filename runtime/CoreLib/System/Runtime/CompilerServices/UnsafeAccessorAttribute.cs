namespace System.Runtime.CompilerServices;

/// <summary>The extern method stands for a member that is not visible.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UnsafeAccessorAttribute : Attribute
{
    /// <summary>Gives the kind of member.</summary>
    public UnsafeAccessorAttribute(UnsafeAccessorKind kind) => Kind = kind;

    /// <summary>The kind of member.</summary>
    public UnsafeAccessorKind Kind { get; }

    /// <summary>The member's name; the method's own when null.</summary>
    public string? Name { get; set; }
}
