using System;
using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.CoreLib.SelfTest;

internal static class CollectorTests
{
    public static void Run()
    {
        First();
        Lists();
        Wide();
        Interior();
        Structs();
        Large();
        Bounded();
        Everything();
        Garbage();
    }

    // The first objects of a size lie between those of other sizes. A word that still points at one that died must not bring it
    // back: what it refers to is gone.
    private static void First()
    {
        const int Length = 85;
        Span<byte> kept = Middle(700), other = Middle(1700);
        nuint hidden = Dead(Length);
        Collector.Collect();
        Fragment();
        for (int i = 0; i < 5000; i++)
            Check.Opaque(new Node { Value = i });
        nuint address = Check.Opaque(~hidden);
        Collector.Collect();
        Fragment();
        Check.That(Check.Opaque(address) == ~hidden);
        Check.That(kept.IndexOfAnyExcept((byte)42) == -1 && kept.Length == 350);
        Check.That(other.IndexOfAnyExcept((byte)42) == -1 && other.Length == 850);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint Dead(int length)
    {
        Node[] nodes = new Node[length];
        for (int i = 0; i < length; i++)
            nodes[i] = new Node { Value = i };
        return ~Unsafe.As<Node[], nuint>(ref nodes);
    }

    // Deeper than any recursion could go.
    private static void Lists()
    {
        const int Length = 200_000;
        Node? head = null;
        for (int i = 0; i < Length; i++)
            head = new Node { Next = head, Value = i };
        Collector.Collect();
        Fragment();
        int count = 0;
        bool ordered = true;
        for (Node? node = head; node is not null; node = node.Next)
            ordered &= node.Value == Length - ++count;
        Check.That(count == Length && ordered);
    }

    // More references in one object than the mark stack has places.
    private static void Wide()
    {
        Node[][] wide = new Node[20][];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = new Node[5000];
            for (int k = 0; k < wide[i].Length; k++)
                wide[i][k] = new Node { Value = i + k, Next = new Node { Value = k } };
        }

        Collector.Collect();
        Fragment();
        bool whole = true;
        for (int i = 0; i < wide.Length; i++)
        {
            for (int k = 0; k < wide[i].Length; k++)
                whole &= wide[i][k].Value == i + k && wide[i][k].Next!.Value == k;
        }

        Check.That(whole);
    }

    // A reference into the middle is all that keeps the arrays.
    private static void Interior()
    {
        Span<byte> small = Middle(100), large = Middle(100_000);
        Collector.Collect();
        Fragment();
        Check.That(small.IndexOfAnyExcept((byte)42) == -1 && small.Length == 50);
        Check.That(large.IndexOfAnyExcept((byte)42) == -1 && large.Length == 50_000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<byte> Middle(int length)
    {
        byte[] array = new byte[length];
        array.AsSpan().Fill(42);
        return array.AsSpan(length / 2);
    }

    // References inside structs inside arrays, with gaps between them.
    private static void Structs()
    {
        Mixed[] mixed = new Mixed[1000];
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = new Mixed { Before = i, First = i.ToString(), Between = ~i, Second = new Node { Value = i }, Third = [(byte)i] };
        Dictionary<int, Mixed> dictionary = new();
        for (int i = 0; i < mixed.Length; i++)
            dictionary.Add(i, mixed[i]);
        mixed = null!;
        Collector.Collect();
        Fragment();
        bool whole = true;
        for (int i = 0; i < 1000; i++)
        {
            Mixed value = dictionary[i];
            whole &= value.Before == i && value.First == i.ToString() && value.Between == ~i && value.Second.Value == i && value.Third[0] == (byte)i;
        }

        Check.That(whole);
    }

    private static void Large()
    {
        nuint before = Host.MappedBytes;
        for (int i = 0; i < 200; i++)
        {
            byte[] array = new byte[1 << 20];
            array[0] = 1;
            array[^1] = 1;
        }

        Collector.Collect();
        Check.That(Host.MappedBytes < before + (64 << 20));
        bool zeroed = true;
        for (int length = 8; length < 100_000; length = (length * 5) / 4)
        {
            byte[] array = new byte[length];
            zeroed &= array.AsSpan().IndexOfAnyExcept((byte)0) == -1;
            array.AsSpan().Fill(255);
        }

        Check.That(zeroed);
    }

    // Garbage is used again: the heap does not grow with what was ever allocated.
    private static void Bounded()
    {
        Collector.Collect();
        nuint before = Host.MappedBytes;
        nuint total = Collector.TotalAllocatedBytes;
        long collections = Collector.Collections;
        for (int i = 0; i < 2_000_000; i++)
        {
            Node node = new() { Value = i };
            if (Check.Opaque(node).Value != i)
                Check.That(false);
        }

        Check.That(Collector.TotalAllocatedBytes - total >= 60 << 20);
        Check.That(Collector.Collections > collections);
        Check.That(Host.MappedBytes < before + (40 << 20));
        Check.That(Collector.HeapBytes >= Collector.LiveBytes);
    }

    // What nothing refers to is freed, but for what a word of the stack happens to point at.
    private static void Garbage()
    {
        Collector.Collect();
        nuint before = Collector.LiveBytes;
        MakeGarbage();
        Collector.Collect();
        Check.That(Collector.LiveBytes < before + (1 << 20));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage()
    {
        Node[] nodes = new Node[50_000];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new Node { Next = i == 0 ? null : nodes[i / 2], Value = i };
        Collector.Collect();
        Check.That(nodes[^1].Value == nodes.Length - 1 && Collector.LiveBytes > 1 << 20);
    }

    // Random objects of all sizes, each with a pattern, kept and dropped at random.
    private static void Everything()
    {
        object?[] kept = new object?[300];
        Random random = new(4);
        bool whole = true;
        for (int step = 0; step < 20_000; step++)
        {
            int place = random.Next(kept.Length);
            whole &= IsWhole(kept[place], place);
            kept[place] = random.Next(4) switch
            {
                0 => Filled(random.Next(200), place),
                1 => Filled(random.Next(step % 50 == 0 ? 60_000 : 5_000), place),
                2 => new Node { Value = place, Next = new Node { Value = place } },
                _ => null,
            };
            if (step % 100 == 0)
                Check.Step();
        }

        for (int i = 0; i < kept.Length; i++)
            whole &= IsWhole(kept[i], i);
        Check.That(whole);
    }

    private static byte[] Filled(int length, int place)
    {
        byte[] array = new byte[length];
        array.AsSpan().Fill((byte)place);
        return array;
    }

    private static bool IsWhole(object? value, int place) => value switch
    {
        byte[] bytes => bytes.AsSpan().IndexOfAnyExcept((byte)place) == -1,
        Node node => node.Value == place && node.Next!.Value == place,
        _ => value is null,
    };

    // What was freed by mistake is overwritten now.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fragment()
    {
        for (int i = 0; i < 3000; i++)
        {
            byte[] array = new byte[16 + (i % 64)];
            array.AsSpan().Fill(0xEE);
        }
    }

    private sealed class Node
    {
        public Node? Next;
        public int Value;
    }

    private struct Mixed
    {
        public long Before;
        public string First;
        public long Between;
        public Node Second;
        public byte[] Third;
    }
}
