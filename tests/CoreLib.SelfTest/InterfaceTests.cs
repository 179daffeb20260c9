using System;
using System.Collections.Generic;

namespace LiteBox.CoreLib.SelfTest;

internal static class InterfaceTests
{
    public static void Run()
    {
        // More types than the cache of one call has entries, many times.
        ICounter[] counters =
        [
            new Counter1(), new Counter2(), new Counter3(), new Counter4(), new Counter5(), new Counter6(), new Derived(),
            new SealedCounter(), new Generic<string>(), new Generic<int>(), new Explicit(), new Boxed(5),
        ];
        int sum = 0;
        for (int round = 0; round < 100; round++)
        {
            foreach (ICounter counter in counters)
                sum += counter.Count(round);
        }

        Check.That(sum == (12 * 4950) + (100 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 9 + 11 + 5)));
        Check.That(counters[0].Twice(3) == 8 && counters[6].Twice(3) == 1000);

        ISource<object> covariant = Check.Opaque<ISource<string>>(new StringSource());
        Check.That((string)covariant.Take() == "taken");
        Check.That(Check.Opaque<object>(new StringSource()) is ISource<object>);
        Check.That(Check.Opaque<object>(new StringSource()) is not ISource<Counter1>);
        Check.That(Check.Opaque<object>(counters[0]) is not IDisposable);
        ISink<string> contravariant = Check.Opaque<ISink<object>>(new ObjectSink());
        contravariant.Put("x");
        Check.That(ObjectSink.Last is string and "x");

        IMany many = Check.Opaque<IMany>(new Many());
        Check.That(many.A(1, 2, 3, 4, 5, 6, 7) == 28 && many.B() == 2 && many.C("abc"u8) == 3);
        (long, long, long) large = many.D(7);
        Check.That(large == (7, 8, 9));

        int total = 0;
        foreach (int item in (IEnumerable<int>)Check.Opaque(new List<int> { 1, 2, 3 }))
            total += item;
        Check.That(total == 6);
        Check.That(Static<Metric>() == 1000 && Static<Binary>() == 1024);
        Check.That(Check.Opaque<object>(new StringSource()) is ISource<string> and not ICounter);
    }

    private static int Static<T>()
        where T : IUnit => T.Kilo;

    private interface IUnit
    {
        static abstract int Kilo { get; }
    }

    private readonly struct Metric : IUnit
    {
        public static int Kilo => 1000;
    }

    private readonly struct Binary : IUnit
    {
        public static int Kilo => 1024;
    }

    private interface ICounter
    {
        int Count(int value);

        int Twice(int value) => Count(value) * 2;
    }

    private class Counter1 : ICounter
    {
        public virtual int Count(int value) => value + 1;
    }

    private class Counter2 : ICounter
    {
        public int Count(int value) => value + 2;
    }

    private sealed class Counter3 : ICounter
    {
        public int Count(int value) => value + 3;
    }

    private sealed class Counter4 : ICounter
    {
        public int Count(int value) => value + 4;
    }

    private sealed class Counter5 : ICounter
    {
        public int Count(int value) => value + 5;
    }

    private sealed class Counter6 : ICounter
    {
        public int Count(int value) => value + 6;
    }

    private sealed class Derived : Counter1, ICounter
    {
        public override int Count(int value) => value + 7;

        int ICounter.Twice(int value) => 1000;
    }

    private sealed class SealedCounter : Counter2, ICounter
    {
        int ICounter.Count(int value) => value + 8;
    }

    private sealed class Generic<T> : ICounter
    {
        public int Count(int value) => value + 9;
    }

    private sealed class Explicit : ICounter
    {
        int ICounter.Count(int value) => value + 11;
    }

    private readonly struct Boxed(int value) : ICounter
    {
        private readonly int _value = value;

        public int Count(int value) => value + _value;
    }

    private interface ISource<out T>
    {
        T Take();
    }

    private interface ISink<in T>
    {
        void Put(T value);
    }

    private sealed class StringSource : ISource<string>
    {
        public string Take() => "taken";
    }

    private sealed class ObjectSink : ISink<object>
    {
        public static object? Last;

        public void Put(object value) => Last = value;
    }

    private interface IMany
    {
        int A(int a, int b, int c, int d, int e, int f, int g);

        int B();

        int C(ReadOnlySpan<byte> text);

        (long, long, long) D(long first);
    }

    private sealed class Many : IMany
    {
        public int A(int a, int b, int c, int d, int e, int f, int g) => a + b + c + d + e + f + g;

        public int B() => 2;

        public int C(ReadOnlySpan<byte> text) => text.Length;

        public (long, long, long) D(long first) => (first, first + 1, first + 2);
    }

    private sealed class Fewer : IMany
    {
        public int A(int a, int b, int c, int d, int e, int f, int g) => 0;

        public int B() => 0;

        public int C(ReadOnlySpan<byte> text) => 0;

        public (long, long, long) D(long first) => default;
    }

    /// <summary>Keeps a second implementation alive, so that calls of <see cref="IMany"/> go through the dispatch stub.</summary>
    public static object Second() => new Fewer();
}
