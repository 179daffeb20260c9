using System;

namespace LiteBox.Packager.Analysis.Values;

/// <summary>
/// What a register or a stack slot may hold: nothing known, an address in the frame, or a set: constants, together with the
/// values that places (<see cref="Place"/>) had when the code was entered.
/// </summary>
internal readonly struct AbstractValue : IEquatable<AbstractValue>
{
    /// <summary>Larger sets become unknown, so that loops end.</summary>
    public const int MaximumComputed = 64;

    /// <summary>The limit for a set read from a table in memory, which cannot grow.</summary>
    public const int MaximumStored = 1024;

    private static readonly ulong[] s_noConstants = [];

    private readonly ulong[]? _constants;
    private readonly bool _known;
    private readonly bool _frame;

    private AbstractValue(ulong[]? constants, ulong places, bool frame, long frameOffset)
    {
        _known = true;
        _constants = constants;
        Places = places;
        _frame = frame;
        FrameOffset = frameOffset;
    }

    /// <summary>Anything. The default value.</summary>
    public static AbstractValue Unknown => default;

    public bool IsUnknown => !_known;

    /// <summary>An address in the frame: <see cref="FrameOffset"/> is meaningful, nothing else is.</summary>
    public bool IsFrame => _frame;

    /// <summary>Distance in bytes from the stack pointer at entry.</summary>
    public long FrameOffset { get; }

    /// <summary>Bit n: the value that place n had at entry.</summary>
    public ulong Places { get; }

    /// <summary>The constants, ascending, no duplicates.</summary>
    public ReadOnlySpan<ulong> Constants => _constants ?? s_noConstants;

    /// <summary>A set of constants and nothing else.</summary>
    public bool IsConstant => _known && !_frame && Places == 0;

    /// <summary>Whether a constant is among the possible values.</summary>
    public bool Contains(ulong constant) => Constants.BinarySearch(constant) >= 0;

    public static AbstractValue Constant(ulong value) => new([value], 0, false, 0);

    public static AbstractValue AtEntry(int place) =>
        (uint)place < Place.Count ? new(null, 1ul << place, false, 0) : Unknown;

    public static AbstractValue Frame(long offset) => new(null, 0, true, offset);

    /// <summary>The set of <paramref name="values"/>, which is sorted in place; unknown when there are too many.</summary>
    public static AbstractValue Set(Span<ulong> values, int maximum)
    {
        values.Sort();
        int count = 0;
        for (int i = 0; i < values.Length; i++)
            if (i == 0 || values[i] != values[i - 1])
                values[count++] = values[i];
        return count > maximum || count == 0 ? Unknown : new(values[..count].ToArray(), 0, false, 0);
    }

    /// <summary>What holds when either holds.</summary>
    public static AbstractValue Join(AbstractValue left, AbstractValue right)
    {
        if (left.IsUnknown || right.IsUnknown)
            return Unknown;
        if (left._frame || right._frame)
            return left._frame && right._frame && left.FrameOffset == right.FrameOffset ? left : Unknown;
        ulong places = left.Places | right.Places;
        ReadOnlySpan<ulong> a = left.Constants, b = right.Constants;
        if (b.Length == 0 || a.SequenceEqual(b))
            return places == left.Places ? left : new(left._constants, places, false, 0);
        ulong[] merged = new ulong[a.Length + b.Length];
        int i = 0, j = 0, n = 0;
        while (i < a.Length || j < b.Length)
        {
            ulong next = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            if (i < a.Length && a[i] == next)
                i++;
            if (j < b.Length && b[j] == next)
                j++;
            merged[n++] = next;
        }
        if (n > Math.Max(MaximumComputed, Math.Max(a.Length, b.Length)) && n > MaximumStored)
            return Unknown;
        return new(n == merged.Length ? merged : merged[..n], places, false, 0);
    }

    /// <summary>
    /// The value with its upper half cleared. Places are kept as they are: what they stand for is only ever used as a
    /// system-call number, of which the kernel looks at the lower half.
    /// </summary>
    public AbstractValue Low32()
    {
        if (IsUnknown || _frame)
            return Unknown;
        bool small = true;
        foreach (ulong value in Constants)
            small &= value <= uint.MaxValue;
        if (small)
            return this;
        ulong[] results = Constants.ToArray();
        for (int i = 0; i < results.Length; i++)
            results[i] = (uint)results[i];
        return new(Set(results, MaximumStored)._constants, Places, false, 0);
    }

    /// <summary>Applies a function to each constant; unknown unless this is a set of constants.</summary>
    public AbstractValue Map(Func<ulong, ulong> function)
    {
        if (!IsConstant)
            return Unknown;
        ulong[] results = Constants.ToArray();
        for (int i = 0; i < results.Length; i++)
            results[i] = function(results[i]);
        return Set(results, MaximumStored);
    }

    /// <summary>Applies a function to each pair of constants; unknown unless both are sets of constants.</summary>
    public static AbstractValue Combine(AbstractValue left, AbstractValue right, Func<ulong, ulong, ulong> function)
    {
        if (!left.IsConstant || !right.IsConstant || left.Constants.Length * right.Constants.Length > MaximumComputed)
            return Unknown;
        ulong[] results = new ulong[left.Constants.Length * right.Constants.Length];
        int n = 0;
        foreach (ulong a in left.Constants)
            foreach (ulong b in right.Constants)
                results[n++] = function(a, b);
        return Set(results, MaximumComputed);
    }

    public bool Equals(AbstractValue other) =>
        _known == other._known && _frame == other._frame && FrameOffset == other.FrameOffset && Places == other.Places
        && (ReferenceEquals(_constants, other._constants) || Constants.SequenceEqual(other.Constants));

    public override bool Equals(object? obj) => obj is AbstractValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_known, _frame, FrameOffset, Places, Constants.Length);
}
