using System;
using System.IO;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using Xunit;

namespace LiteBox.Packager.Tests.Elf;

public sealed class ElfFileTests
{
    private const string LibC = "/lib/x86_64-linux-gnu/libc.so.6";

    private static ElfFile Load(string path) => ElfFile.Read(File.ReadAllBytes(path), path);

    [Fact]
    public void LibCHasItsSymbolsNameAndNeeds()
    {
        ElfFile libc = Load(LibC);
        Assert.Equal("libc.so.6", libc.Dynamic.SoName);
        Assert.Equal("ld-linux-x86-64.so.2", Assert.Single(libc.Dynamic.Needed));
        ElfSymbol write = libc.DynamicSymbols.First(s => s.Name == "write");
        Assert.True(write.IsDefined && write.IsFunction);
        Assert.NotNull(libc.SegmentAt(write.Value));
        Assert.True(libc.SegmentAt(write.Value)!.Value.IsCode);
        Assert.Contains(libc.DynamicRelocations, r => r.Type == ElfRelocationType.IndirectRelative);
        Assert.Contains(libc.DynamicRelocations, r => r.Type == ElfRelocationType.Relative);
    }

    [Fact]
    public void DynamicSymbolsAreFoundWithoutSectionHeaders()
    {
        byte[] bytes = File.ReadAllBytes(LibC);
        int withSections = ElfFile.Read(bytes, LibC).FindSection(".dynsym")!.Bytes.Length / ElfSymbol.ByteSize;
        bytes.AsSpan(40, 8).Clear();
        bytes.AsSpan(60, 4).Clear();
        ElfFile stripped = ElfFile.Read(bytes, LibC);
        Assert.Empty(stripped.Sections);
        Assert.Equal(withSections, stripped.DynamicSymbols.Count);
    }

    [Fact]
    public void RelocationsOfTheDynamicTableAreThoseOfTheSections()
    {
        ElfFile python = Load("/usr/bin/python3.11");
        int bySections = python.RelocationTables.Sum(t => t.Relocations.Count);
        Assert.Equal(bySections, python.DynamicRelocations.Count);
    }

    [Fact]
    public void InterpreterIsThePathOfLdSo() =>
        Assert.Equal("/lib64/ld-linux-x86-64.so.2", Load("/usr/bin/python3.11").Interpreter);

    [Fact]
    public void HeadersSurviveARoundTrip()
    {
        byte[] bytes = File.ReadAllBytes(LibC);
        ElfFile libc = ElfFile.Read(bytes, LibC);
        byte[] header = new byte[ElfHeader.ByteSize];
        libc.Header.WriteTo(header);
        Assert.Equal(bytes[..ElfHeader.ByteSize], header);
        byte[] segments = new byte[libc.Segments.Length * ElfSegment.ByteSize];
        for (int i = 0; i < libc.Segments.Length; i++)
        {
            libc.Segments[i].WriteTo(segments.AsSpan(i * ElfSegment.ByteSize));
        }

        Assert.Equal(bytes.AsSpan((int)libc.Header.ProgramHeaderOffset, segments.Length).ToArray(), segments);
        byte[] section = new byte[ElfSectionHeader.ByteSize];
        libc.Sections[5].Header.WriteTo(section);
        Assert.Equal(
            bytes.AsSpan((int)libc.Header.SectionHeaderOffset + (5 * section.Length), section.Length).ToArray(), section);
    }

    [Theory]
    [InlineData("LB0101", 0, 0x7e)]
    [InlineData("LB0102", 4, 1)]
    [InlineData("LB0102", 5, 2)]
    [InlineData("LB0103", 18, 183)]
    [InlineData("LB0104", 39, 0x7f)]
    [InlineData("LB0105", 54, 32)]
    [InlineData("LB0108", 16, 4)]
    public void AByteThatRulesTheFileOutHasItsCode(string code, int offset, byte value)
    {
        byte[] bytes = File.ReadAllBytes(LibC);
        bytes[offset] = value;
        Assert.Equal(code, Assert.Throws<LiteBoxException>(() => ElfFile.Read(bytes, LibC)).Code);
    }

    [Fact]
    public void AFileCutShortIsAnError()
    {
        byte[] bytes = File.ReadAllBytes(LibC);
        Assert.Equal("LB0104", Assert.Throws<LiteBoxException>(() => ElfFile.Read(bytes.AsMemory(0, 100_000), LibC)).Code);
        Assert.Equal("LB0104", Assert.Throws<LiteBoxException>(() => ElfFile.Read(bytes.AsMemory(0, 20), LibC)).Code);
        Assert.Equal("LB0101", Assert.Throws<LiteBoxException>(() => ElfFile.Read(default, LibC)).Code);
    }

    [Fact]
    public void MutatedFilesAreReadOrRefusedAndNothingElse()
    {
        byte[][] originals =
        [
            File.ReadAllBytes("/usr/lib/x86_64-linux-musl/libc.so"),
            File.ReadAllBytes("/lib64/ld-linux-x86-64.so.2"),
            File.ReadAllBytes("/usr/lib/x86_64-linux-gnu/crt1.o"),
        ];
        var random = new Random(20_240_601);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = ElfMutation.Mutate(originals[i % originals.Length], random);
            try
            {
                ReadEverything(ElfFile.Read(bytes, "mutated"));
            }
            catch (LiteBoxException failure)
            {
                Assert.StartsWith("LB01", failure.Code, StringComparison.Ordinal);
            }
        }
    }

    private static void ReadEverything(ElfFile file)
    {
        Touch(() => _ = file.Interpreter);
        Touch(() => _ = file.Symbols.Sum(s => s.NameBytes.Length));
        Touch(() => _ = file.DynamicSymbols.Sum(s => s.NameBytes.Length));
        Touch(() => _ = file.DynamicRelocations.Count);
        Touch(() => _ = file.RelocationTables.Count);
        Touch(() => _ = (file.Dynamic.InitArray, file.Dynamic.FiniArray, file.Dynamic.RunPath, file.Dynamic.SoName));
    }

    private static void Touch(Action read)
    {
        try
        {
            read();
        }
        catch (LiteBoxException failure)
        {
            Assert.StartsWith("LB01", failure.Code, StringComparison.Ordinal);
        }
    }
}
