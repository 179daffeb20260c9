using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>Code behind a feature switch, in the form of a system-call handler.</summary>
internal static class Switchable
{
    [FeatureSwitchDefinition("LiteBox.CoreLib.SelfTest.Switchable")]
    private static bool IsKept => true;

    [RuntimeExport("selftest_dispatch")]
    private static int Dispatch(int number) => number switch
    {
        1 => IsKept ? Handle(number) : -1,
        _ => 0,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Handle(int number) => OnlyReachedByHandle(number) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OnlyReachedByHandle(int number) => number * 3;
}
