using System;
using System.Buffers.Binary;
using System.IO;
using Iced.Intel;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Elf;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>A static program of a few instructions: code at one address, up to a page of constant data at another, no symbols.</summary>
internal static class SnippetProgram
{
    public const ulong Data = 0x401000, Code = 0x402000;

    /// <summary>The bytes of the program.</summary>
    public static byte[] Assemble(Action<Assembler> write, byte[]? data = null)
    {
        Assembler assembler = new(64);
        write(assembler);
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), Code);
        byte[] code = stream.ToArray();
        data ??= new byte[8];
        byte[] file = new byte[0x2000 + code.Length];
        Span<byte> header = file;
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], 62);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], Code);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], 56);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], 2);
        Segment(header[64..], 4, 0x1000, Data, data.Length);
        Segment(header[120..], 5, 0x2000, Code, code.Length);
        data.CopyTo(header[0x1000..]);
        code.CopyTo(header[0x2000..]);
        return file;
    }

    /// <summary>Analyses the program; the calls that every program is assumed to make through the vDSO are left out.</summary>
    public static (bool All, int[] Numbers) Analyze(Action<Assembler> write, byte[]? data = null)
    {
        AnalysisResult result = SyscallAnalyzer.Analyze(
            [new("snippet", ElfFile.Read(Assemble(write, data), "snippet"), ImageRole.Program)]);
        if (result.All)
            return (true, []);
        result.Numbers.ExceptWith([96, 201, 228, 229, 309]);
        return (false, [.. result.Numbers]);
    }

    /// <summary><c>exit(0)</c>: where the code of a snippet ends.</summary>
    public static void Exit(Assembler c)
    {
        c.mov(eax, 60);
        c.syscall();
        c.hlt();
    }

    private static void Segment(Span<byte> header, uint flags, ulong offset, ulong address, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], 0x1000);
    }
}
