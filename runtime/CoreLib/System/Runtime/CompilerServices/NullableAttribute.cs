namespace System.Runtime.CompilerServices;

/// <summary>Nullability of a reference type, as the compiler records it.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = false, Inherited = false)]
public sealed class NullableAttribute : Attribute
{
    /// <summary>One flag for the whole type.</summary>
    public NullableAttribute(byte flag) => NullableFlags = [flag];

    /// <summary>A flag for each type in the signature.</summary>
    public NullableAttribute(byte[] flags) => NullableFlags = flags;

    /// <summary>The flags.</summary>
    public readonly byte[] NullableFlags;
}
