namespace System.Runtime.CompilerServices;

/// <summary>Nullability of what has no flag of its own.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = false, Inherited = false)]
public sealed class NullableContextAttribute : Attribute
{
    /// <summary>Gives the flag.</summary>
    public NullableContextAttribute(byte flag) => Flag = flag;

    /// <summary>The flag.</summary>
    public readonly byte Flag;
}
