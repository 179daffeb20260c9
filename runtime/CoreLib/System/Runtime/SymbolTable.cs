using System.Runtime.InteropServices;

namespace System.Runtime;

/// <summary>
/// Names of the functions in the image. The linker writes the table: a count, that many pairs of image-relative address
/// and offset of the name from the start of the table (all of 32 bits, addresses ascending), then the zero-terminated names.
/// </summary>
internal static unsafe class SymbolTable
{
    /// <summary>Whether an address lies in the image's code.</summary>
    public static bool IsCode(nuint address) => address - Image.TextStart < Image.TextEnd - Image.TextStart;

    /// <summary>The function around an address, empty when there is none, and how far into it the address lies.</summary>
    public static ReadOnlySpan<byte> Find(nuint address, out uint offset)
    {
        byte* table = Image.Symbols;
        uint target = (uint)(address - Image.Base);
        Symbol* symbols = (Symbol*)(table + sizeof(uint));
        uint low = 0, high = *(uint*)table;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            if (symbols[middle].Address <= target)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
        {
            offset = 0;
            return default;
        }

        offset = target - symbols[low - 1].Address;
        return MemoryMarshal.CreateReadOnlySpanFromNullTerminated(table + symbols[low - 1].Name);
    }

    private readonly struct Symbol
    {
#pragma warning disable CS0649 // The linker writes them.
        public readonly uint Address;
        public readonly uint Name;
#pragma warning restore CS0649
    }
}
