using System.Diagnostics.CodeAnalysis;

namespace System.Diagnostics;

/// <summary>Checks that only debug builds make.</summary>
public static class Debug
{
    /// <summary>A panic when the condition does not hold.</summary>
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition)
    {
        if (!condition)
            Panic.Fail(PanicKind.AssertionFailed);
    }

    /// <summary>A panic when the condition does not hold.</summary>
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition, string? message)
    {
        if (!condition)
            Panic.Fail(PanicKind.AssertionFailed);
    }
}
