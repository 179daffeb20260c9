using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Pe;
using Xunit;

namespace LiteBox.Packager.Tests.Pe;

/// <summary>Images are read back as they were written, and damaged ones are refused by name.</summary>
public sealed class PeImageTests
{
    [Fact]
    public void ReadsBackWhatWasWritten()
    {
        PeFile file = PeFile.Read(Sample(), "sample.exe");

        Assert.Equal([".text", ".rdata", ".data", ".reloc"], file.Sections.Select(s => s.Name));
        Assert.Equal(0x1000u, file.EntryPoint);
        Assert.Equal(0x8160, file.DllCharacteristics);
        Assert.Equal([0x2010u, 0x2FF8u, 0x3000u], file.ReadRelocations().ToArray());
        Assert.Equal(["ntdll.dll", "kernel32.dll"], file.ReadImports().Select(i => i.Library));
        Assert.Equal(["NtClose", "NtTerminateProcess"], file.ReadImports()[0].Functions);
        Assert.Equal(["ExitProcess"], file.ReadImports()[1].Functions);
        Assert.Equal(0x9000u, file.Sections[2].VirtualSize);
    }

    [Fact]
    public void SlotsHoldTheHintNameEntryThatTheLoaderReplaces()
    {
        PeImportTable table = PeImportTable.Build(Imports(), 0x2100);

        Assert.Equal(0x2100u, table.Slots["NtClose"]);
        Assert.Equal(0x2108u, table.Slots["NtTerminateProcess"]);
        Assert.Equal(0x2118u, table.Slots["ExitProcess"]);
        Assert.Equal(new PeDirectory(0x2100, 40), table.AddressTable);
    }

    [Fact]
    public void SameInputGivesSameBytes() => Assert.Equal(Sample(), Sample());

    [Fact]
    public void RefusesWritableCode()
    {
        PeImageWriter writer = new()
        {
            EntryPoint = 0x1000,
            Sections = [new PeSection(".text", 0x1000, 1, new byte[1], PeSectionFlags.Execute | PeSectionFlags.Write)],
        };

        Assert.Throws<InvalidOperationException>(writer.Write);
    }

    [Fact]
    public void DamagedFilesAreRefusedAndNothingElse()
    {
        byte[] original = Sample();
        Random random = new(20260101);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = (byte[])original.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                damaged[random.Next(random.Next(2) == 0 ? 0x300 : damaged.Length)] = (byte)random.Next(256);
            }

            if (random.Next(8) == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }

            try
            {
                PeFile file = PeFile.Read(damaged, "damaged.exe");
                _ = file.ReadImports();
                _ = file.ReadRelocations();
            }
            catch (LiteBoxException exception) when (exception.Code is "LB0610" or "LB0611")
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    private static List<PeImport> Imports() =>
        [new("ntdll.dll", ["NtClose", "NtTerminateProcess"]), new("kernel32.dll", ["ExitProcess"])];

    private static byte[] Sample()
    {
        PeImportTable imports = PeImportTable.Build(Imports(), 0x2100);
        byte[] readOnly = new byte[0x100 + imports.Bytes.Length];
        imports.Bytes.CopyTo(readOnly, 0x100);
        byte[] relocations = PeBaseRelocations.Encode([0x2010, 0x2FF8, 0x3000]);
        return new PeImageWriter
        {
            EntryPoint = 0x1000,
            Sections =
            [
                new PeSection(".text", 0x1000, 3, new byte[] { 0x31, 0xC0, 0xC3 }, PeSectionFlags.Code | PeSectionFlags.Read | PeSectionFlags.Execute),
                new PeSection(".rdata", 0x2000, 0x1000, readOnly, PeSectionFlags.InitializedData | PeSectionFlags.Read),
                new PeSection(".data", 0x3000, 0x9000, new byte[16], PeSectionFlags.InitializedData | PeSectionFlags.Read | PeSectionFlags.Write),
                new PeSection(".reloc", 0xC000, (uint)relocations.Length, relocations, PeSectionFlags.InitializedData | PeSectionFlags.Discardable | PeSectionFlags.Read),
            ],
            Imports = imports.Descriptors,
            ImportAddresses = imports.AddressTable,
            Relocations = new PeDirectory(0xC000, (uint)relocations.Length),
        }.Write();
    }
}
