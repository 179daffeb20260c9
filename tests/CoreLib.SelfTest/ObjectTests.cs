using System;

namespace LiteBox.CoreLib.SelfTest;

internal static class ObjectTests
{
    public static void Run()
    {
        object number = Check.Opaque((object)5);
        Check.That(number is int five && five == 5);
        Check.That(number is not long);
        Check.That((int)number == 5);
        Check.That(number.Equals(5) && !number.Equals(6) && !number.Equals("5"));
        Check.That((Color)Check.Opaque((object)Color.Green) == Color.Green);
        Check.That((int)Check.Opaque((object)Color.Green) == 1);

        int? none = Check.Opaque<int?>(null);
        int? some = Check.Opaque<int?>(7);
        Check.That((object?)none is null);
        Check.That((object?)some is int seven && seven == 7);
        Check.That((int?)Check.Opaque<object?>(null) is null);
        Check.That((int?)Check.Opaque<object?>(9) == 9);
        Check.That(some + 1 == 8 && none + 1 is null);
        (long, string)? pair = Check.Opaque<(long, string)?>((1, "x"));
        Check.That(((((long, string)?)Check.Opaque((object?)pair)!).Value.Item2) == "x");

        Shape square = Check.Opaque<Shape>(new Square { Side = 3 });
        Check.That(square is Square && square is not Circle && square.Area() == 9);
        Check.That((square as Circle) is null);
        Check.That(((object)square as Shape) is not null);
        Check.That(Check.Opaque<object>(new Square[1]) is Shape[]);
        Check.That(Check.Opaque<object>(new Shape[1]) is not Square[]);
        Check.That(Check.Opaque<object>(new int[1]) is not object[]);
        Check.That(Check.Opaque<object>(new Square[1][]) is Shape[][]);
        Check.That(Describe(square) == "square 3" && Describe(new Circle()) == "circle");

        object left = new(), right = new();
        Check.That(left.Equals(left) && !left.Equals(right) && left.GetHashCode() == left.GetHashCode());
        Check.That((1, "a").Equals((1, "a")) && !(1, "a").Equals((1, "b")));
        Check.That(ValueEquals(new Point(1, 2), new Point(1, 2)) && !ValueEquals(new Point(1, 2), new Point(2, 1)));
    }

    private static string Describe(Shape shape) => shape switch
    {
        Square { Side: 3 } => "square 3",
        Square => "square",
        Circle => "circle",
        _ => "shape",
    };

    private static bool ValueEquals<T>(T left, T right)
        where T : struct, IEquatable<T> => left.Equals(right);

    private enum Color
    {
        Red,
        Green,
    }

    private abstract class Shape
    {
        public abstract int Area();
    }

    private sealed class Square : Shape
    {
        public int Side;

        public override int Area() => Side * Side;
    }

    private sealed class Circle : Shape
    {
        public override int Area() => 0;
    }

    private readonly struct Point(int x, int y) : IEquatable<Point>
    {
        private readonly int _x = x;
        private readonly int _y = y;

        public bool Equals(Point other) => _x == other._x && _y == other._y;
    }
}
