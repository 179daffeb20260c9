using System;

namespace LiteBox.South;

/// <summary>The words of the kernel command line, each zero-terminated, as <see cref="South.HostArguments"/> wants them.</summary>
internal static unsafe class CommandLine
{
    private const int Capacity = 4096;

    private static Buffer s_buffer;
    private static int s_length;

    /// <summary>The arguments.</summary>
    public static ReadOnlySpan<byte> Arguments
    {
        get
        {
            fixed (byte* bytes = s_buffer.Bytes)
            {
                // A static of this South lies in the image and never moves.
                return new(bytes, s_length);
            }
        }
    }

    /// <summary>Splits at blanks; what does not fit is left out whole.</summary>
    public static void Read(ReadOnlySpan<byte> line)
    {
        fixed (byte* bytes = s_buffer.Bytes)
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
                    bytes[s_length++] = line[i];
                }

                bytes[s_length++] = 0;
            }
        }
    }

    private struct Buffer
    {
        public fixed byte Bytes[Capacity];
    }
}
