namespace System.Runtime.CompilerServices;

/// <summary>The field is a fixed-size buffer.</summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class FixedBufferAttribute : Attribute
{
    /// <summary>Gives type and length.</summary>
    public FixedBufferAttribute(Type elementType, int length)
    {
        ElementType = elementType;
        Length = length;
    }

    /// <summary>The element type.</summary>
    public Type ElementType { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }
}
