using System;
using System.Diagnostics.CodeAnalysis;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>Where compiled code goes when a check fails. ILC calls these by name; each is a panic.</summary>
internal static class ThrowHelpers
{
    [DoesNotReturn]
    public static void ThrowOverflowException() => Panic.Fail(PanicKind.Overflow);

    [DoesNotReturn]
    public static void ThrowIndexOutOfRangeException() => Panic.Fail(PanicKind.IndexOutOfRange);

    [DoesNotReturn]
    public static void ThrowNullReferenceException() => Panic.Fail(PanicKind.NullReference);

    [DoesNotReturn]
    public static void ThrowDivideByZeroException() => Panic.Fail(PanicKind.DivideByZero);

    [DoesNotReturn]
    public static void ThrowArgumentException() => Panic.Fail(PanicKind.ArgumentOutOfRange);

    [DoesNotReturn]
    public static void ThrowArgumentOutOfRangeException() => Panic.Fail(PanicKind.ArgumentOutOfRange);

    [DoesNotReturn]
    public static void ThrowArrayTypeMismatchException() => Panic.Fail(PanicKind.ArrayTypeMismatch);

    [DoesNotReturn]
    public static void ThrowInvalidCastException() => Panic.Fail(PanicKind.InvalidCast);

    [DoesNotReturn]
    public static void ThrowNotImplementedException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowNotSupportedException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowPlatformNotSupportedException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowFeatureBodyRemoved() => Panic.Fail(PanicKind.FeatureRemoved);

    [DoesNotReturn]
    public static void ThrowBodyRemoved() => Panic.Fail(PanicKind.FeatureRemoved);

    [DoesNotReturn]
    public static void ThrowUnavailableType() => Panic.Fail(PanicKind.FeatureRemoved);

    [DoesNotReturn]
    public static void ThrowInvalidProgramException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowTypeLoadException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowMissingMethodException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowMissingFieldException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowFileNotFoundException() => Panic.Fail(PanicKind.NotSupported);

    [DoesNotReturn]
    public static void ThrowBadImageFormatException() => Panic.Fail(PanicKind.NotSupported);
}
