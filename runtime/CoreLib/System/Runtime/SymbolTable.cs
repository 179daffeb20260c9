namespace System.Runtime;

/// <summary>
/// Names of the functions in the image, as the linker's CompactSymbols writes them: the pairs that codes stand for; then
/// for each function, by address, its distance from the one before, how many characters its name shares with that one's,
/// the number of further codes, and those.
/// </summary>
internal static unsafe class SymbolTable
{
    /// <summary>Bytes that a name can have.</summary>
    public const int NameLengthMax = 80;

    private const byte FirstCharacter = (byte)'.', LastCharacter = (byte)'z';
    private const int PairsSize = (256 - (LastCharacter - FirstCharacter + 1)) * 2;
    private const int Escape = 15;

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
            nuint candidate = start + ReadDistance(ref next);
            if (candidate > target)
                break;
            start = candidate;
            int lengths = *next++;
            length = lengths >> 4;
            int codes = lengths & Escape;
            if (length == Escape)
                length = *next++;
            if (codes == Escape)
                codes = *next++;
            for (; codes > 0; codes--)
                Expand(*next++, name, ref length);
        }

        offset = (uint)(target - start);
        return length;
    }

    private static void Expand(byte code, Span<byte> name, ref int length)
    {
        while (code is < FirstCharacter or > LastCharacter)
        {
            byte* pair = Image.Symbols + ((byte)(code - LastCharacter - 1) * 2);
            Expand(pair[0], name, ref length);
            code = pair[1];
        }

        if (length < name.Length)
            name[length++] = code;
    }

    private static nuint ReadDistance(ref byte* next)
    {
        const byte TwoBytes = 0xE0, FiveBytes = 0xFF;
        nuint value = *next++;
        if (value < TwoBytes)
            return value * 4;
        if (value != FiveBytes)
            return ((value - TwoBytes) << 8) | *next++;
        value = *(uint*)next;
        next += sizeof(uint);
        return value;
    }
}
