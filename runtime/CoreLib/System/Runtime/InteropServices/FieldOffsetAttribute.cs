namespace System.Runtime.InteropServices;

/// <summary>The field lies at this offset.</summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class FieldOffsetAttribute : Attribute
{
    /// <summary>Gives the offset in bytes.</summary>
    public FieldOffsetAttribute(int offset) => Value = offset;

    /// <summary>The offset in bytes.</summary>
    public int Value { get; }
}
