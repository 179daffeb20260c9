using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// UTF-16 text. The library OS keeps guest text as bytes; strings are literals and the numbers of a panic.
/// </summary>
public sealed unsafe class String : IEquatable<string>
{
    // ILC writes literals by this layout and by these names.
#pragma warning disable CS0649
    private readonly int _stringLength;
    private char _firstChar;
#pragma warning restore CS0649

    /// <summary>The empty string.</summary>
    public static readonly string Empty = "";

    /// <summary>A string of <paramref name="count"/> equal units.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char unit, int count);

    /// <summary>A copy of the units.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(ReadOnlySpan<char> units);

    private static string Ctor(char unit, int count)
    {
        string text = Allocate(count);
        new Span<char>(ref text._firstChar, count).Fill(unit);
        return text;
    }

    private static string Ctor(ReadOnlySpan<char> units)
    {
        string text = Allocate(units.Length);
        units.CopyTo(new Span<char>(ref text._firstChar, units.Length));
        return text;
    }

    /// <summary>Units of the string.</summary>
    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }

    /// <summary>One unit.</summary>
    [IndexerName("Chars")]
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength)
                Panic.Fail(PanicKind.IndexOutOfRange);
            return Unsafe.Add(ref _firstChar, index);
        }
    }

    /// <summary>A reference to the first unit, or to the zero behind an empty string.</summary>
    public ref readonly char GetPinnableReference() => ref _firstChar;

    internal ref char GetRawStringData() => ref _firstChar;

    /// <summary>The units.</summary>
    public static implicit operator ReadOnlySpan<char>(string? text) =>
        text is null ? default : new ReadOnlySpan<char>(ref text._firstChar, text._stringLength);

    /// <inheritdoc/>
    public bool Equals(string? other) =>
        (object)this == other
        || (other is not null && _stringLength == other._stringLength && ((ReadOnlySpan<char>)this).SequenceEqual(other));

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is string text && Equals(text);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        uint hash = 2166136261;
        for (int i = 0; i < _stringLength; i++)
            hash = (hash ^ Unsafe.Add(ref _firstChar, i)) * 16777619;
        return (int)hash;
    }

    /// <inheritdoc/>
    public override string ToString() => this;

    /// <summary>Whether both are the same text.</summary>
    public static bool Equals(string? left, string? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether both are the same text.</summary>
    public static bool operator ==(string? left, string? right) => Equals(left, right);

    /// <summary>Whether they are different texts.</summary>
    public static bool operator !=(string? left, string? right) => !Equals(left, right);

    /// <summary>True for null and for the empty string.</summary>
    public static bool IsNullOrEmpty([Diagnostics.CodeAnalysis.NotNullWhen(false)] string? text) => text is null || text._stringLength == 0;

    /// <summary>Both texts, one after the other.</summary>
    public static string Concat(string? left, string? right)
    {
        ReadOnlySpan<char> first = left;
        ReadOnlySpan<char> second = right;
        string text = Allocate(first.Length + second.Length);
        Span<char> units = new(ref text._firstChar, text._stringLength);
        first.CopyTo(units);
        second.CopyTo(units.Slice(first.Length));
        return text;
    }

    private static string Allocate(int length) =>
        Unsafe.As<string>(Allocator.NewArray(Internal.Runtime.MethodTable.Of<string>(), length));
}
