using System;
using System.Collections.Generic;

namespace LiteBox.CoreLib.SelfTest;

internal static class GenericTests
{
    public static void Run()
    {
        Check.That(Name<int>() == "int" && Name<string>() == "other" && Name<byte>() == "byte");
        Check.That(Pair("a", "b").Second == "b" && Pair(1L, 2).Second == 2);
        Check.That(Largest([3, 9, 2]) == 9);
        Check.That(new Node<string>("x", new Node<string>("y", null)).Length == 2);
        Check.That(Holder<string>.Shared is List<string> && Holder<object>.Shared is List<object>);
        Check.That(!ReferenceEquals(Holder<string>.Shared, Holder<object>.Shared));
        Holder<string>.Shared.Add("one");
        Check.That(Holder<string>.Shared.Count == 1 && Holder<object>.Shared.Count == 0 && Holder<int>.Shared.Count == 0);
        Check.That(New<List<int>>().Count == 0);
        Check.That(Default<int>() == 0 && Default<string>() is null);
    }

    private static string Name<T>() => typeof(T) == typeof(int) ? "int" : typeof(T) == typeof(byte) ? "byte" : "other";

    private static Two<TFirst, TSecond> Pair<TFirst, TSecond>(TFirst first, TSecond second) => new() { First = first, Second = second };

    private static T Largest<T>(ReadOnlySpan<T> values)
        where T : IComparable<T>
    {
        T largest = values[0];
        foreach (T value in values)
        {
            if (value.CompareTo(largest) > 0)
                largest = value;
        }

        return largest;
    }

    private static T New<T>()
        where T : class, new() => Factory<T>.Create();

    private static T? Default<T>() => default;

    private static class Factory<T>
        where T : class, new()
    {
        // new T() needs reflection; the library OS passes functions instead.
        public static readonly Func<T> Create = static () => (T)(object)new List<int>();
    }

    private static class Holder<T>
    {
        public static readonly List<T> Shared = new();
    }

    private struct Two<TFirst, TSecond>
    {
        public TFirst First;
        public TSecond Second;
    }

    private sealed class Node<T>(T value, Node<T>? next)
    {
        public T Value => value;

        public int Length => next is null ? 1 : 1 + next.Length;
    }
}
