using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>Bugs.</summary>
internal static class Panics
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int IndexOutOfRange(int[] array) => array[Check.Opaque(3)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string InvalidCast(object value) => (string)Check.Opaque(value);
}
