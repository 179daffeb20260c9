using System;

namespace LiteBox.South;

/// <summary>Finds a function in the host's vDSO (vdso(7)): an ELF shared object in memory, trusted as the kernel is.</summary>
internal static unsafe class Vdso
{
    private const uint Load = 1, Dynamic = 2;
    private const long StringTable = 5, SymbolTable = 6, GnuHash = 0x6FFF_FEF5;
    private const int SymbolSize = 24;

    /// <summary>Address of a function, or 0.</summary>
    /// <param name="image">Address of the vDSO, or 0.</param>
    /// <param name="name">Name of the function.</param>
    public static nuint Find(nuint image, ReadOnlySpan<byte> name)
    {
        if (image == 0)
        {
            return 0;
        }

        byte* header = (byte*)image;
        byte* segment = header + *(ulong*)(header + 32);
        ulong bias = 0;
        long* dynamic = null;
        bool loaded = false;
        for (int i = *(ushort*)(header + 56); i > 0; i--, segment += *(ushort*)(header + 54))
        {
            if (*(uint*)segment == Load && !loaded)
            {
                bias = image + *(ulong*)(segment + 8) - *(ulong*)(segment + 16);
                loaded = true;
            }
            else if (*(uint*)segment == Dynamic)
            {
                dynamic = (long*)(header + *(ulong*)(segment + 8));
            }
        }

        byte* strings = null, symbols = null;
        uint* hash = null;
        for (; dynamic != null && dynamic[0] != 0; dynamic += 2)
        {
            byte* value = (byte*)(bias + (ulong)dynamic[1]);
            switch (dynamic[0])
            {
                case StringTable:
                    strings = value;
                    break;
                case SymbolTable:
                    symbols = value;
                    break;
                case GnuHash:
                    hash = (uint*)value;
                    break;
                default:
                    break;
            }
        }

        return hash == null || strings == null || symbols == null ? 0 : Find(hash, symbols, strings, bias, name);
    }

    // DT_GNU_HASH: buckets, first symbol, words of the filter, shift; filter; buckets; chains whose last entry is odd.
    private static nuint Find(uint* hash, byte* symbols, byte* strings, ulong bias, ReadOnlySpan<byte> name)
    {
        uint code = 5381;
        foreach (byte b in name)
        {
            code = (code * 33) + b;
        }

        uint bucketCount = hash[0], first = hash[1], filterWords = hash[2];
        uint* buckets = hash + 4 + (filterWords * 2);
        uint* chains = buckets + bucketCount;
        uint index = bucketCount == 0 ? 0 : buckets[code % bucketCount];
        if (index < first)
        {
            return 0;
        }

        for (; ; index++)
        {
            uint entry = chains[index - first];
            if ((entry | 1) == (code | 1))
            {
                byte* symbol = symbols + ((ulong)index * SymbolSize);
                if (Equals(strings + *(uint*)symbol, name) && *(ushort*)(symbol + 6) != 0)
                {
                    return (nuint)(bias + *(ulong*)(symbol + 8));
                }
            }

            if ((entry & 1) != 0)
            {
                return 0;
            }
        }
    }

    private static bool Equals(byte* text, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (text[i] != name[i])
            {
                return false;
            }
        }

        return text[name.Length] == 0;
    }
}
