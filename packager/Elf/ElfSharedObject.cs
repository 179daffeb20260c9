using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Elf;

/// <summary>
/// Writes the smallest shared object that ld.so and musl's loader take: no imports, no relocations, some functions found
/// through DT_HASH (System V gABI, "Dynamic Linking"), with a version where one is wanted (Linux Standard Base, "Symbol Versioning").
/// </summary>
/// <param name="name">DT_SONAME.</param>
/// <param name="functions">Names of the functions, whose number and lengths decide where the code starts.</param>
/// <param name="version">The version of all functions, or null for none.</param>
public sealed class ElfSharedObject(string name, IReadOnlyList<string> functions, string? version = null)
{
    /// <summary>Address of the writable memory, zero at start, when there is any.</summary>
    public const int DataAddress = 0x1_0000;

    private const int HeaderSize = 64, ProgramHeaderSize = 56, SymbolSize = 24, DynamicEntrySize = 16, PageSize = 4096;
    private const int VersionDefinitionSize = 28;
    private const int ProgramHeaders = 4;
    private const uint Load = 1, Dynamic = 2, GnuStack = 0x6474_E551;
    private const uint Execute = 1, Writable = 2, Readable = 4;
    private const long Hash = 4, StringTable = 5, SymbolTable = 6, StringSize = 10, SymbolEntry = 11, SharedName = 14;
    private const long VersionSymbols = 0x6FFF_FFF0, VersionDefinitions = 0x6FFF_FFFC, VersionDefinitionCount = 0x6FFF_FFFD;

    private readonly byte[] _strings = Encoding.ASCII.GetBytes(
        '\0' + name + '\0' + string.Join('\0', functions) + '\0' + (version is null ? string.Empty : version + '\0'));

    /// <summary>Address of the first instruction, also its offset in the file.</summary>
    public int TextAddress => (DynamicAddress + DynamicSize + 15) & ~15;

    private static int HashAddress => HeaderSize + (ProgramHeaders * ProgramHeaderSize);

    // One bucket: with a handful of functions a chain through all of them is as good.
    private int SymbolsAddress => (HashAddress + (4 * (2 + 1 + functions.Count + 1)) + 7) & ~7;

    private int StringsAddress => SymbolsAddress + (SymbolSize * (functions.Count + 1));

    private int VersionSymbolsAddress => (StringsAddress + _strings.Length + 3) & ~3;

    private int VersionDefinitionsAddress =>
        version is null ? VersionSymbolsAddress : (VersionSymbolsAddress + (sizeof(ushort) * (functions.Count + 1)) + 3) & ~3;

    private int DynamicAddress =>
        (VersionDefinitionsAddress + (version is null ? 0 : 2 * VersionDefinitionSize) + 7) & ~7;

    private int DynamicSize => DynamicEntrySize * (version is null ? 7 : 10);

    /// <summary>Writes the file.</summary>
    /// <param name="text">The code, assembled for <see cref="TextAddress"/>.</param>
    /// <param name="addresses">Addresses of the functions, in their order.</param>
    /// <param name="dataSize">Bytes of writable memory at <see cref="DataAddress"/> that the code uses; 0: none, and nothing of
    /// the object is ever written to.</param>
    public byte[] Write(ReadOnlySpan<byte> text, IReadOnlyList<int> addresses, int dataSize)
    {
        // ld.so notes addresses in the dynamic section of an object that it loads, so that lies in what may be written.
        int textEnd = TextAddress + text.Length;
        int dynamic = dataSize == 0 ? DynamicAddress : DataAddress + dataSize;
        int dataOffset = (textEnd + PageSize - 1) & -PageSize;
        byte[] file = new byte[dataSize == 0 ? textEnd : dataOffset + dataSize + DynamicSize];
        WriteHeader(file);
        Span<byte> table = file.AsSpan(HeaderSize);
        Segment(ref table, Load, Readable | Execute, 0, 0, textEnd);
        if (dataSize != 0)
        {
            int size = file.Length - dataOffset;
            Segment(ref table, Load, Readable | Writable, dataOffset, DataAddress, size);
        }

        Segment(ref table, Dynamic, Readable | (dataSize == 0 ? 0 : Writable), dataSize == 0 ? dynamic : dataOffset + dataSize, dynamic,
            DynamicSize);
        Segment(ref table, GnuStack, Readable | Writable, 0, 0, 0);

        WriteSymbols(file, addresses);
        _strings.CopyTo(file, StringsAddress);
        if (version is not null)
            WriteVersions(file.AsSpan(VersionSymbolsAddress), file.AsSpan(VersionDefinitionsAddress), version);
        WriteDynamic(file.AsSpan(dataSize == 0 ? dynamic : dataOffset + dataSize));
        text.CopyTo(file.AsSpan(TextAddress));
        return file;
    }

    private static void WriteHeader(Span<byte> file)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(file);
        const ushort SharedObject = 3, X8664 = 62;
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], SharedObject);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], X8664);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], ProgramHeaders);
        BinaryPrimitives.WriteUInt16LittleEndian(file[58..], HeaderSize);
    }

    private static void Segment(ref Span<byte> table, uint type, uint flags, int offset, int address, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(table, type);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], flags);
        BinaryPrimitives.WriteInt64LittleEndian(table[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(table[16..], address);
        BinaryPrimitives.WriteInt64LittleEndian(table[24..], address);
        BinaryPrimitives.WriteInt64LittleEndian(table[32..], size);
        BinaryPrimitives.WriteInt64LittleEndian(table[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(table[48..], type == Load ? PageSize : 8);
        table = table[ProgramHeaderSize..];
    }

    private void WriteSymbols(Span<byte> file, IReadOnlyList<int> addresses)
    {
        const byte GlobalFunction = 0x12;
        Span<byte> hash = file[HashAddress..], symbols = file[SymbolsAddress..];
        BinaryPrimitives.WriteInt32LittleEndian(hash, 1);
        BinaryPrimitives.WriteInt32LittleEndian(hash[4..], functions.Count + 1);
        BinaryPrimitives.WriteInt32LittleEndian(hash[8..], functions.Count == 0 ? 0 : 1);
        int text = 1 + name.Length + 1;
        for (int i = 0; i < functions.Count; i++)
        {
            int next = i + 1 < functions.Count ? i + 2 : 0;
            BinaryPrimitives.WriteInt32LittleEndian(hash[(12 + (4 * (i + 1)))..], next);
            Span<byte> symbol = symbols[(SymbolSize * (i + 1))..];
            BinaryPrimitives.WriteInt32LittleEndian(symbol, text);
            symbol[4] = GlobalFunction;

            // Any section will do, as long as it is not "undefined": there are none.
            BinaryPrimitives.WriteUInt16LittleEndian(symbol[6..], 1);
            BinaryPrimitives.WriteInt64LittleEndian(symbol[8..], addresses[i]);
            BinaryPrimitives.WriteInt64LittleEndian(symbol[16..], 1);
            text += functions[i].Length + 1;
        }
    }

    /// <summary>Two definitions, of the object itself and of the version, and which of them each symbol has.</summary>
    private void WriteVersions(Span<byte> symbols, Span<byte> definitions, string version)
    {
        const ushort Own = 2;
        for (int i = 1; i <= functions.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(symbols[(sizeof(ushort) * i)..], Own);
        }

        int nameOfVersion = _strings.Length - version.Length - 1;
        Definition(definitions, 1, 1, name, 1, VersionDefinitionSize);
        Definition(definitions[VersionDefinitionSize..], 0, Own, version, nameOfVersion, 0);

        // Elf64_Verdef, followed by its one Elf64_Verdaux.
        static void Definition(Span<byte> to, ushort flags, ushort index, string text, int nameOffset, int next)
        {
            const int AuxiliaryOffset = 20;
            BinaryPrimitives.WriteUInt16LittleEndian(to, 1);
            BinaryPrimitives.WriteUInt16LittleEndian(to[2..], flags);
            BinaryPrimitives.WriteUInt16LittleEndian(to[4..], index);
            BinaryPrimitives.WriteUInt16LittleEndian(to[6..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(to[8..], HashOf(text));
            BinaryPrimitives.WriteInt32LittleEndian(to[12..], AuxiliaryOffset);
            BinaryPrimitives.WriteInt32LittleEndian(to[16..], next);
            BinaryPrimitives.WriteInt32LittleEndian(to[AuxiliaryOffset..], nameOffset);
        }
    }

    /// <summary>The hash function of the gABI.</summary>
    private static uint HashOf(string text)
    {
        uint hash = 0;
        foreach (char c in text)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xF000_0000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private void WriteDynamic(Span<byte> table)
    {
        List<(long Tag, long Value)> entries =
        [
            (SharedName, 1), (Hash, HashAddress), (StringTable, StringsAddress), (SymbolTable, SymbolsAddress),
            (StringSize, _strings.Length), (SymbolEntry, SymbolSize),
        ];
        if (version is not null)
        {
            entries.AddRange(
                [(VersionSymbols, VersionSymbolsAddress), (VersionDefinitions, VersionDefinitionsAddress), (VersionDefinitionCount, 2)]);
        }

        // A null entry ends them.
        for (int i = 0; i < entries.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(table[(i * DynamicEntrySize)..], entries[i].Tag);
            BinaryPrimitives.WriteInt64LittleEndian(table[((i * DynamicEntrySize) + 8)..], entries[i].Value);
        }
    }
}
