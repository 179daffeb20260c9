using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LiteBox.CoreLib.SelfTest;

internal static class SpanTests
{
    public static void Run()
    {
        ReadOnlySpan<byte> text = "hello, world"u8;
        Check.That(text.IndexOf((byte)'w') == 7 && text.IndexOf((byte)'z') == -1 && text.LastIndexOf((byte)'o') == 8);
        Check.That(text.IndexOf("world"u8) == 7 && text.IndexOf("word"u8) == -1 && text.IndexOf(""u8) == 0);
        Check.That(text.StartsWith("hell"u8) && text.EndsWith("rld"u8) && !text.StartsWith("hello, world!"u8));
        Check.That(text.Slice(7, 5).SequenceEqual("world"u8) && text[^1] == 'd' && text[..5].SequenceEqual("hello"u8));
        Check.That("abc"u8.SequenceCompareTo("abd"u8) < 0 && "abc"u8.SequenceCompareTo("ab"u8) > 0 && "ab"u8.SequenceCompareTo("ab"u8) == 0);

        Span<int> numbers = stackalloc int[10];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (i * 7) % 10;
        numbers.Sort(static (a, b) => a - b);
        Check.That(numbers.SequenceEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        numbers.Reverse();
        Check.That(numbers[0] == 9 && numbers.Contains(4));
        numbers.Fill(3);
        Check.That(numbers.IndexOfAnyExcept(3) == -1);
        numbers.Clear();
        Check.That(numbers.IndexOfAnyExcept(0) == -1);

        Span<byte> buffer = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, 0x0102030405060708);
        Check.That(buffer[0] == 8 && BinaryPrimitives.ReadUInt32BigEndian(buffer) == 0x08070605);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, 0x1234);
        Check.That(buffer[0] == 0x12 && MemoryMarshal.Read<ushort>(buffer) == 0x3412);
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(buffer);
        words[7] = uint.MaxValue;
        Check.That(words.Length == 8 && buffer[31] == 255 && MemoryMarshal.AsBytes(words).Length == 32);

        Moves();
    }

    // Copies and fills of all small sizes and overlaps, against a loop of single bytes.
    private static void Moves()
    {
        Span<byte> memory = new byte[600];
        Span<byte> expected = new byte[600];
        Random random = new(1);
        bool moved = true, filled = true;
        for (int round = 0; round < 3000; round++)
        {
            for (int i = 0; i < memory.Length; i++)
                expected[i] = memory[i] = (byte)random.Next(256);
            int length = random.Next(round % 3 == 0 ? 300 : 40), from = random.Next(300), to = random.Next(300);
            for (int i = 0; i < length; i++)
            {
                int k = to > from ? length - 1 - i : i;
                expected[to + k] = expected[from + k];
            }

            memory.Slice(from, length).CopyTo(memory.Slice(to));
            moved &= SameBytes(memory, expected);
            byte value = (byte)random.Next(256);
            for (int i = 0; i < length; i++)
                expected[to + i] = value;
            memory.Slice(to, length).Fill(value);
            filled &= SameBytes(memory, expected);
            Check.Step();
        }

        Check.That(moved);
        Check.That(filled);
    }

    private static bool SameBytes(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
                return false;
        }

        return left.SequenceEqual(right);
    }
}
