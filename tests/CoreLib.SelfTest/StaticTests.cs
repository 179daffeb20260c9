using System;
using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

internal static class StaticTests
{
    private static readonly int[] s_table = [1, 2, 3, 4];
    private static readonly List<string> s_list = new() { "a", "b" };
    private static int s_counter = 41;
    private static object? s_late;

    public static void Run()
    {
        Check.That(s_table[3] == 4 && s_list[1] == "b");
        s_counter++;
        Check.That(s_counter == 42);
        Check.That(Order.Log.Length == 0);
        int first = Lazy.Value;
        Check.That(first == 7 && Order.Log == "lazy");
        Check.That(Lazy.Value == 7 && Order.Log == "lazy");
        Check.That(Cycle1.Value == 3 && Cycle2.Value == 2);
        s_late = new string('x', Check.Opaque(5));
        Collector.Collect();
        string[] garbage = new string[100];
        for (int i = 0; i < garbage.Length; i++)
            garbage[i] = new string('y', 5);
        Check.That((string)s_late == "xxxxx" && garbage[50] == "yyyyy");
        Check.That(Eager.Started);
    }

    private static class Order
    {
        public static string Log = "";
    }

    private static class Lazy
    {
        public static readonly int Value;

        static Lazy()
        {
            Order.Log = string.Concat(Order.Log, "lazy");
            Value = Check.Opaque(7);
        }
    }

    private static class Cycle1
    {
        public static readonly int Value = Check.Opaque(Cycle2.Value + 1);
    }

    private static class Cycle2
    {
        public static readonly int Value = Check.Opaque(Cycle1.Value + 2);
    }

    [EagerStaticClassConstruction]
    private static class Eager
    {
        public static bool Started = Check.Opaque(true);
    }
}
