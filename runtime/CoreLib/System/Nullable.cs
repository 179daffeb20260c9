using System.Diagnostics.CodeAnalysis;

namespace System;

/// <summary>A value or none.</summary>
public struct Nullable<T>
    where T : struct
{
    // The runtime boxes by this layout: flag first, then the value.
    private readonly bool hasValue;
    internal T value;

    /// <summary>Wraps a value.</summary>
    public Nullable(T value)
    {
        this.value = value;
        hasValue = true;
    }

    /// <summary>Whether there is a value.</summary>
    public readonly bool HasValue => hasValue;

    /// <summary>The value; a panic when there is none.</summary>
    public readonly T Value
    {
        get
        {
            if (!hasValue)
                Panic.Fail(PanicKind.InvalidOperation);
            return value;
        }
    }

    /// <summary>The value, or the type's zero.</summary>
    public readonly T GetValueOrDefault() => value;

    /// <summary>The value, or the given one.</summary>
    public readonly T GetValueOrDefault(T defaultValue) => hasValue ? value : defaultValue;

    /// <inheritdoc/>
    public override bool Equals(object? other) => hasValue ? other is not null && value.Equals(other) : other is null;

    /// <inheritdoc/>
    public override int GetHashCode() => hasValue ? value.GetHashCode() : 0;

    /// <inheritdoc/>
    public override string? ToString() => hasValue ? value.ToString() : "";

    /// <summary>Wraps a value.</summary>
    public static implicit operator Nullable<T>(T value) => new Nullable<T>(value);

    /// <summary>The value; a panic when there is none.</summary>
    public static explicit operator T([NotNull] T? value) => value!.Value;
}
