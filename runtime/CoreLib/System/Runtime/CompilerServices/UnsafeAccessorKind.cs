namespace System.Runtime.CompilerServices;

/// <summary>The kind of member that an <see cref="UnsafeAccessorAttribute"/> stands for.</summary>
public enum UnsafeAccessorKind
{
    /// <summary>A constructor.</summary>
    Constructor,

    /// <summary>An instance method.</summary>
    Method,

    /// <summary>A static method.</summary>
    StaticMethod,

    /// <summary>A field.</summary>
    Field,

    /// <summary>A static field.</summary>
    StaticField,
}
