using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Iced.Intel;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>Writes relocatable ELF objects of the shape that ILC writes.</summary>
internal sealed class ObjectBuilder
{
    private readonly List<(string Name, uint Type, ulong Flags, int Alignment, byte[] Bytes, ulong Size)> _sections = [];
    private readonly List<(string Name, int Section, ulong Value, byte Info)> _symbols = [];
    private readonly List<(int Section, ulong Offset, string Symbol, uint Type, long Addend)> _relocations = [];

    public const ulong Write = 1, Alloc = 2, Execute = 4;
    public const uint Absolute64 = 1, Pc32 = 2, Plt32 = 4;

    /// <summary>Assembles code.</summary>
    public static byte[] Assemble(Action<Assembler> write)
    {
        Assembler assembler = new(64);
        write(assembler);
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    public int Section(string name, ulong flags, byte[] bytes, int alignment = 16)
    {
        _sections.Add((name, 1, flags, alignment, bytes, (ulong)bytes.Length));
        return _sections.Count;
    }

    public int Bss(string name, ulong size)
    {
        _sections.Add((name, 8, Write | Alloc, 16, [], size));
        return _sections.Count;
    }

    public ObjectBuilder Define(string name, int section, ulong value = 0)
    {
        _symbols.Add((name, section, value, 0x10));
        return this;
    }

    public ObjectBuilder Undefined(string name) => Define(name, 0);

    public ObjectBuilder Relocate(int section, ulong offset, string symbol, uint type, long addend)
    {
        _relocations.Add((section, offset, symbol, type, addend));
        return this;
    }

    public byte[] Build()
    {
        MemoryStream strings = new();
        strings.WriteByte(0);
        uint Name(string text)
        {
            uint offset = (uint)strings.Length;
            strings.Write(Encoding.UTF8.GetBytes(text));
            strings.WriteByte(0);
            return offset;
        }

        MemoryStream body = new();
        body.Write(new byte[64]);
        BinaryWriter writer = new(body);
        List<byte[]> headers = [new byte[64]];
        int count = _sections.Count, symbolTable = count + 1, stringTable = count + 2;
        foreach ((string name, uint type, ulong flags, int alignment, byte[] bytes, ulong size) in _sections)
        {
            Align(body, alignment);
            headers.Add(Header(Name(name), type, flags, (ulong)body.Length, size, 0, 0, (ulong)alignment, 0));
            writer.Write(bytes);
        }

        Align(body, 8);
        ulong symbols = (ulong)body.Length;
        writer.Write(new byte[24]);
        foreach ((string name, int section, ulong value, byte info) in _symbols)
        {
            writer.Write(Name(name));
            writer.Write(info);
            writer.Write((byte)0);
            writer.Write((ushort)section);
            writer.Write(value);
            writer.Write(0ul);
        }

        headers.Add(Header(Name(".symtab"), 2, 0, symbols, (ulong)body.Length - symbols, (uint)stringTable, 1, 8, 24));
        List<byte[]> relocations = [];
        for (int section = 1; section <= count; section++)
        {
            ulong start = (ulong)body.Length;
            foreach ((int target, ulong offset, string symbol, uint type, long addend) in _relocations)
            {
                if (target == section)
                {
                    writer.Write(offset);
                    writer.Write(((ulong)(_symbols.FindIndex(s => s.Name == symbol) + 1) << 32) | type);
                    writer.Write(addend);
                }
            }

            if ((ulong)body.Length != start)
            {
                relocations.Add(Header(Name(".rela" + _sections[section - 1].Name), 4, 0, start, (ulong)body.Length - start,
                    (uint)symbolTable, (uint)section, 8, 24));
            }
        }

        uint stringName = Name(".strtab");
        headers.Add(Header(stringName, 3, 0, (ulong)body.Length, (ulong)strings.Length, 0, 0, 1, 0));
        writer.Write(strings.ToArray());
        headers.AddRange(relocations);
        Align(body, 8);
        ulong table = (ulong)body.Length;
        headers.ForEach(writer.Write);

        byte[] file = body.ToArray();
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        BitConverter.TryWriteBytes(file.AsSpan(16), (ushort)1);
        BitConverter.TryWriteBytes(file.AsSpan(18), (ushort)62);
        BitConverter.TryWriteBytes(file.AsSpan(20), 1u);
        BitConverter.TryWriteBytes(file.AsSpan(40), table);
        BitConverter.TryWriteBytes(file.AsSpan(52), (ushort)64);
        BitConverter.TryWriteBytes(file.AsSpan(58), (ushort)64);
        BitConverter.TryWriteBytes(file.AsSpan(60), (ushort)headers.Count);
        BitConverter.TryWriteBytes(file.AsSpan(62), (ushort)stringTable);
        return file;
    }

    private static void Align(MemoryStream stream, int alignment)
    {
        while (stream.Length % alignment != 0)
        {
            stream.WriteByte(0);
        }
    }

    private static byte[] Header(
        uint name, uint type, ulong flags, ulong offset, ulong size, uint link, uint info, ulong alignment, ulong entry)
    {
        using MemoryStream stream = new();
        BinaryWriter writer = new(stream);
        writer.Write(name);
        writer.Write(type);
        writer.Write(flags);
        writer.Write(0ul);
        writer.Write(offset);
        writer.Write(size);
        writer.Write(link);
        writer.Write(info);
        writer.Write(alignment);
        writer.Write(entry);
        return stream.ToArray();
    }
}
