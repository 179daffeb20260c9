namespace LiteBox.South;

/// <summary>
/// What a call that can fail gives back: a count, a descriptor or an address when it is not negative, or the negated
/// <see cref="Errno"/>. The form of Linux's own system calls, so that a shim passes it through unchanged.
/// </summary>
public readonly struct Result
{
    /// <summary>The raw value; -4095..-1 are errors.</summary>
    public readonly long Value;

    private Result(long value) => Value = value;

    /// <summary>Zero, the plain success.</summary>
    public static Result Success => default;

    /// <summary>True when this is an error.</summary>
    public bool Failed => unchecked((ulong)Value) >= unchecked((ulong)-4095L);

    /// <summary>The error, or <see cref="Errno.None"/>.</summary>
    public Errno Error => Failed ? (Errno)(-Value) : Errno.None;

    /// <summary>A value of success.</summary>
    public static implicit operator Result(long value) => new(value);

    /// <summary>A value of success.</summary>
    public static implicit operator Result(int value) => new(value);

    /// <summary>A value of success: an address or a size.</summary>
    public static implicit operator Result(ulong value) => new(unchecked((long)value));

    /// <summary>An error, or success for <see cref="Errno.None"/>.</summary>
    public static implicit operator Result(Errno error) => new(-(long)error);
}
