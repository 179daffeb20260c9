using System;

namespace LiteBox.South;

/// <summary>The words of the kernel command line, each zero-terminated, as <see cref="South.HostArguments"/> wants them.</summary>
internal static unsafe class CommandLine
{
    private const int Capacity = 4096;

    private static Words s_words;
    private static int s_length;

    /// <summary>The arguments.</summary>
    public static ReadOnlySpan<byte> Arguments
    {
        get
        {
            fixed (Words* words = &s_words)
            {
                // A static of this South lies in the image and never moves.
                return new(words->Bytes, s_length);
            }
        }
    }

    /// <summary>Splits at blanks; what does not fit is left out whole.</summary>
    public static void Read(ReadOnlySpan<byte> line)
    {
        fixed (Words* words = &s_words)
        {
            for (int i = 0; i < line.Length;)
            {
                if (line[i] == ' ')
                {
                    i++;
                    continue;
                }

                int end = i;
                while (end < line.Length && line[end] != ' ')
                {
                    end++;
                }

                if (s_length + (end - i) + 1 > Capacity)
                {
                    return;
                }

                for (; i < end; i++)
                {
                    words->Bytes[s_length++] = line[i];
                }

                words->Bytes[s_length++] = 0;
            }
        }
    }

    private struct Words
    {
        public fixed byte Bytes[Capacity];
    }
}
