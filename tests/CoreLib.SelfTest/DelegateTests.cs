using System;

namespace LiteBox.CoreLib.SelfTest;

internal static class DelegateTests
{
    private delegate void RefAction(ref int value);

    public static void Run()
    {
        int captured = Check.Opaque(10);
        Func<int, int> closure = x => x + captured;
        captured = 20;
        Check.That(Check.Opaque(closure)(1) == 21);
        Func<int, int> @static = Twice;
        Check.That(Check.Opaque(@static)(4) == 8);
        Func<int> instance = new Adder(3).Three;
        Check.That(Check.Opaque(instance)() == 3);
        IAdder adder = Check.Opaque<IAdder>(new Adder(5));
        Func<int, int> throughInterface = adder.Add;
        Check.That(Check.Opaque(throughInterface)(6) == 11);
        Func<int, int> throughOther = Check.Opaque<IAdder>(new Subtracter()).Add;
        Check.That(Check.Opaque(throughOther)(6) == -6);
        RefAction increment = static (ref int value) => value++;
        int number = 1;
        Check.Opaque(increment)(ref number);
        Check.That(number == 2);
        Func<string> generic = Make("text");
        Check.That(Check.Opaque(generic)() == "text");
        Func<int, int> first = Twice, second = Twice;
        Check.That(first.Equals(second) && !first.Equals(closure));
        Func<object> covariant = generic;
        Check.That((string)Check.Opaque(covariant)() == "text");
    }

    private static int Twice(int x) => x * 2;

    private static Func<T> Make<T>(T value) => () => value;

    private interface IAdder
    {
        int Add(int x);
    }

    private sealed class Adder(int value) : IAdder
    {
        public int Three() => value;

        public int Add(int x) => x + value;
    }

    private sealed class Subtracter : IAdder
    {
        public int Add(int x) => -x;
    }
}
