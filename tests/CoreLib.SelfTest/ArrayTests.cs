using System;

namespace LiteBox.CoreLib.SelfTest;

internal static class ArrayTests
{
    public static void Run()
    {
        int[] numbers = [1, 2, 3, 4, 5];
        Array.Copy(numbers, 0, numbers, 1, 4);
        Check.That(new ReadOnlySpan<int>(numbers).SequenceEqual([1, 1, 2, 3, 4]));
        Array.Copy(numbers, 1, numbers, 0, 4);
        Check.That(new ReadOnlySpan<int>(numbers).SequenceEqual([1, 2, 3, 4, 4]));
        Array.Resize(ref numbers!, 8);
        Check.That(numbers.Length == 8 && numbers[3] == 4 && numbers[7] == 0);
        Array.Clear(numbers, 1, 2);
        Check.That(numbers[0] == 1 && numbers[1] == 0 && numbers[2] == 0 && numbers[3] == 4);
        Check.That(ReferenceEquals(Array.Empty<string>(), Array.Empty<string>()));

        object[] covariant = Check.Opaque<object[]>(new string[2]);
        covariant[0] = "x";
        covariant[1] = null!;
        Check.That((string)covariant[0] == "x");
        object[] objects = Check.Opaque(new object[3]);
        objects[0] = 1;
        objects[1] = "y";
        objects[2] = new int[2];
        Check.That(objects[0] is 1 && objects[2] is int[] { Length: 2 });
        string[][] jagged = [["a"], ["b", "c"]];
        Check.That(jagged[1][1] == "c");
        (int Key, string Name)[] pairs = new (int, string)[3];
        pairs[2] = (7, "seven");
        Check.That(pairs[2].Name == "seven" && pairs[0].Name is null);
        int[] range = numbers[3..6];
        Check.That(range.Length == 3 && range[0] == 4 && numbers[^1] == 0);
        int sum = 0;
        foreach (int number in numbers)
            sum += number;
        Check.That(sum == 9);
        byte[] bytes = new byte[Check.Opaque(0)];
        Check.That(bytes.Length == 0);
        Check.That(Array.IndexOf([5, 6, 7], 6) == 1);
    }
}
