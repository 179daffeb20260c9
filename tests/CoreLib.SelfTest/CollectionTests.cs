using System;
using System.Collections.Generic;

namespace LiteBox.CoreLib.SelfTest;

internal static class CollectionTests
{
    public static void Run()
    {
        Lists();
        Dictionaries();
        QueuesAndStacks();
    }

    private static void Lists()
    {
        List<string> list = new();
        for (int i = 0; i < 100; i++)
            list.Add(i.ToString());
        list.Insert(0, "first");
        list.RemoveAt(1);
        Check.That(list.Count == 100 && list[0] == "first" && list[99] == "99" && list.Contains("50") && list.IndexOf("7") == 7);
        Check.That(list.Remove("50") && !list.Remove("50") && list.RemoveAll(static text => text.Length == 1) == 9);
        list.Sort(static (a, b) => ((ReadOnlySpan<char>)a).SequenceCompareTo(b));
        bool sorted = true;
        for (int i = 1; i < list.Count; i++)
            sorted &= ((ReadOnlySpan<char>)list[i - 1]).SequenceCompareTo(list[i]) <= 0;
        Check.That(sorted);
        list.Clear();
        Check.That(list.Count == 0);
        List<int> numbers = [1, 2, 3];
        int sum = 0;
        foreach (int number in numbers)
            sum += number;
        Check.That(sum == 6 && numbers.ToArray().Length == 3);
    }

    // Random operations against an array that holds the value of each possible key.
    private static void Dictionaries()
    {
        const int Keys = 500;
        Dictionary<int, string> dictionary = new();
        string?[] model = new string?[Keys];
        int count = 0;
        bool same = true;
        Random random = new(2);
        for (int step = 0; step < 20000; step++)
        {
            int key = random.Next(Keys);
            switch (random.Next(4))
            {
                case 0:
                    count += model[key] is null ? 1 : 0;
                    dictionary[key] = model[key] = step.ToString();
                    break;
                case 1:
                    same &= dictionary.TryAdd(key, "added") == model[key] is null;
                    count += model[key] is null ? 1 : 0;
                    model[key] ??= "added";
                    break;
                case 2:
                    same &= dictionary.Remove(key, out string? removed) == model[key] is not null && removed == model[key];
                    count -= model[key] is null ? 0 : 1;
                    model[key] = null;
                    break;
                default:
                    same &= dictionary.TryGetValue(key, out string? value) == model[key] is not null && value == model[key];
                    break;
            }

            same &= dictionary.Count == count;
            if (step % 64 == 0)
                Check.Step();
        }

        int seen = 0;
        foreach ((int key, string value) in dictionary)
        {
            same &= model[key] == value;
            seen++;
            dictionary.Remove(key);
        }

        Check.That(same && seen == count && dictionary.Count == 0);
        Dictionary<(long, string), int> tuples = new() { [(1, "a")] = 1, [(1, "b")] = 2 };
        Check.That(tuples[(1, "b")] == 2 && !tuples.ContainsKey((2, "a")));
        HashSet<string> set = ["x", "y", "x"];
        Check.That(set.Count == 2 && set.Contains("y") && set.Remove("x") && !set.Add("y"));
        foreach (string value in tuples.Count == 2 ? new Dictionary<int, string> { [1] = "v" }.Values : default)
            Check.That(value == "v");
    }

    private static void QueuesAndStacks()
    {
        Queue<string> queue = new();
        int next = 0, expected = 0;
        bool ordered = true;
        Random random = new(3);
        for (int step = 0; step < 5000; step++)
        {
            if (random.Next(5) < 3)
                queue.Enqueue((next++).ToString());
            else if (queue.TryDequeue(out string? text))
                ordered &= text == (expected++).ToString();
            if (step % 64 == 0)
                Check.Step();
        }

        foreach (string text in queue)
            ordered &= text == (expected++).ToString();
        Check.That(ordered && expected == next);
        Stack<int> stack = new();
        for (int i = 0; i < 100; i++)
            stack.Push(i);
        Check.That(stack.Pop() == 99 && stack.Peek() == 98 && stack.Count == 99);
    }
}
