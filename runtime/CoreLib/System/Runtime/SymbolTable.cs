namespace System.Runtime;

/// <summary>
/// Names of the functions in the image, as the linker's CompactSymbols writes them: what the codes 128 to 255 stand for, two
/// codes each; then for each function, by address, its distance from the one before (the first: from the start of the
/// code) as LEB128, the number of bytes that its name shares with the one before, the number of codes for the further
/// bytes, and those.
/// </summary>
internal static unsafe class SymbolTable
{
    /// <summary>Bytes that a name can have.</summary>
    public const int NameLengthMax = 80;

    private const byte FirstPair = 128;
    private const int PairsSize = 256;

    /// <summary>Whether an address lies in the image's code.</summary>
    public static bool IsCode(nuint address) => address - Image.TextStart < Image.TextEnd - Image.TextStart;

    /// <summary>The function around an address of the code. Gives the bytes of its name, 0 when there is none.</summary>
    /// <param name="address">An address of the code.</param>
    /// <param name="name">Where the name goes, <see cref="NameLengthMax"/> bytes.</param>
    /// <param name="offset">How far into the function the address lies.</param>
    public static int Find(nuint address, Span<byte> name, out uint offset)
    {
        nuint target = address - Image.TextStart;
        nuint start = 0;
        int length = 0;
        byte* end = Image.SymbolsEnd;
        for (byte* next = Image.Symbols + PairsSize; next < end;)
        {
            nuint candidate = start + ReadNumber(ref next);
            if (candidate > target)
                break;
            start = candidate;
            length = *next++;
            for (int codes = *next++; codes > 0; codes--)
                Expand(*next++, name, ref length);
        }

        offset = (uint)(target - start);
        return length;
    }

    private static void Expand(byte code, Span<byte> name, ref int length)
    {
        while (code >= FirstPair)
        {
            byte* pair = Image.Symbols + ((code - FirstPair) * 2);
            Expand(pair[0], name, ref length);
            code = pair[1];
        }

        if (length < name.Length)
            name[length++] = code;
    }

    private static nuint ReadNumber(ref byte* next)
    {
        nuint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = *next++;
            value |= (nuint)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value;
        }
    }
}
