using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>The root of all classes. Its only field, whose name ILC knows, is the address of its type's <see cref="MethodTable"/>.</summary>
public unsafe class Object
{
#pragma warning disable CS0649 // The allocator writes it.
    internal MethodTable* m_pEEType;
#pragma warning restore CS0649

    /// <summary>Makes a plain object.</summary>
    public Object()
    {
    }

    /// <summary>Whether the two are equal: the same object, unless a class says otherwise.</summary>
    public virtual bool Equals(object? other) => this == other;

    /// <summary>A hash that equal objects share.</summary>
    public virtual int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>A text for people; classes that have one override this.</summary>
    public virtual string? ToString() => "object";

    /// <summary>Whether both are the same object, or both null.</summary>
    public static bool ReferenceEquals(object? left, object? right) => left == right;

    /// <summary>Whether both are null or equal.</summary>
    public static bool Equals(object? left, object? right) =>
        left == right || (left is not null && right is not null && left.Equals(right));

    /// <summary>Known to the compilers; nothing is finalized here.</summary>
    [SuppressMessage("Design", "CA1821", Justification = "The C# compiler looks the method up by name.")]
    ~Object()
    {
    }
}
