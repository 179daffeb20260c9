using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>Runs groups of checks and prints what failed.</summary>
internal static unsafe class Check
{
    private static bool s_groupFailed;

    /// <summary>Whether any check failed.</summary>
    public static bool Failed { get; private set; }

    /// <summary>Runs a group: prints <c>ok name</c>, or <c>failed name</c> behind the lines of the checks that failed.</summary>
    public static void Group(ReadOnlySpan<byte> name, delegate*<void> run)
    {
        s_groupFailed = false;
        run();
        Step();
        Host.Print(s_groupFailed ? "failed "u8 : "ok "u8);
        Host.Print(name);
        Host.Print("\n"u8);
    }

    /// <summary>Notes a check.</summary>
    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        Step();
        if (condition)
            return;
        s_groupFailed = true;
        Failed = true;
        Host.Print("  "u8);
        foreach (char unit in text.AsSpan())
        {
            byte single = (byte)unit;
            Host.Print(new ReadOnlySpan<byte>(in single));
        }

        Host.Print("\n"u8);
    }

    /// <summary>A place where the stress mode collects.</summary>
    public static void Step() => Collector.CollectIfNeeded();

    /// <summary>Hides a value from the compiler's eyes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Opaque<T>(T value) => value;
}
