using System;

namespace LiteBox.South;

/// <summary>Random bytes from the CPU: RDSEED where it has that, else RDRAND (Intel SDM volume 1, 7.3.17). Never anything else.</summary>
internal static unsafe class Entropy
{
    private const int Tries = 1000;

    /// <summary>Whether the CPU has a generator; without one the sandbox does not start.</summary>
    public static bool IsAvailable => HasRandom || HasSeed;

    private static bool HasRandom
    {
        get
        {
            uint* result = stackalloc uint[4];
            Stub.Cpuid(1, 0, result);
            return (result[2] & (1u << 30)) != 0;
        }
    }

    private static bool HasSeed
    {
        get
        {
            uint* result = stackalloc uint[4];
            Stub.Cpuid(7, 0, result);
            return (result[1] & (1u << 18)) != 0;
        }
    }

    /// <summary>Fills the span.</summary>
    public static void Fill(Span<byte> destination)
    {
        bool random = HasRandom;
        while (destination.Length > 0)
        {
            ulong word = Next(random);
            for (int i = 0; i < sizeof(ulong) && destination.Length > 0; i++)
            {
                destination[0] = (byte)(word >> (8 * i));
                destination = destination[1..];
            }
        }
    }

    private static ulong Next(bool random)
    {
        ulong word = 0;
        for (int i = 0; i < Tries; i++)
        {
            if ((random ? Stub.Random(&word) : Stub.RandomSeed(&word)) != 0)
            {
                return word;
            }
        }

        // The generator has failed for good: going on with anything predictable would be worse than stopping.
        Stub.Panic(0, 0);
        return 0;
    }
}
