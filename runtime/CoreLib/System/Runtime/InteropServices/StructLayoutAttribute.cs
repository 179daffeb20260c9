namespace System.Runtime.InteropServices;

/// <summary>How the fields are laid out.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class StructLayoutAttribute : Attribute
{
    /// <summary>Gives the kind.</summary>
    public StructLayoutAttribute(LayoutKind layoutKind) => Value = layoutKind;

    /// <summary>The kind.</summary>
    public LayoutKind Value { get; }

    /// <summary>The largest alignment of a field, in bytes; 0 for the natural one.</summary>
    public int Pack;

    /// <summary>The size in bytes; 0 for what the fields need.</summary>
    public int Size;

    /// <summary>How strings are marshalled; unused.</summary>
    public CharSet CharSet;
}
