using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Linq;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Linking;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Linking;

public sealed class ImageLinkerTests
{
    // litebox_start: mov rax, [rip + pointer]; mov edi, [rax]; jmp host_exit_group
    private static ObjectBuilder Program(Action<Iced.Intel.Assembler>? more = null)
    {
        ObjectBuilder builder = new();
        byte[] code = ObjectBuilder.Assemble(a =>
        {
            a.db(0x48, 0x8B, 0x05, 0, 0, 0, 0);
            a.mov(edi, __dword_ptr[rax]);
            a.db(0xE9, 0, 0, 0, 0);
            a.ret();
            more?.Invoke(a);
        });
        int text = builder.Section("__managedcode", ObjectBuilder.Alloc | ObjectBuilder.Execute, code, 32);
        int data = builder.Section(".data", ObjectBuilder.Alloc | ObjectBuilder.Write, new byte[600], 16);
        int rodata = builder.Section(".rodata", ObjectBuilder.Alloc, [1, 2, 3, 4, 42, 0, 0, 0]);
        int bss = builder.Bss(".bss", 10000);
        builder.Section(".eh_frame", ObjectBuilder.Alloc, new byte[100]);
        builder.Define("litebox_start", text).Define("litebox_syscall", text, 14).Define("litebox_fault", text, 14)
            .Define("litebox_resume", text, 14).Define("litebox_thread_entry", text, 14)
            .Define("_ZTVFirst", data).Define("variable", data, 64).Define("_ZTVPointer", data, 512)
            .Define("answer", rodata, 4).Define("zeros", bss).Undefined("host_exit_group");
        builder.Relocate(text, 3, "_ZTVPointer", ObjectBuilder.Pc32, -4).Relocate(text, 10, "host_exit_group", ObjectBuilder.Plt32, -4)
            .Relocate(data, 512, "answer", ObjectBuilder.Absolute64, 0).Relocate(data, 64, "zeros", ObjectBuilder.Absolute64, 8);
        return builder;
    }

    private static LinkedImage Link(ObjectBuilder builder, byte[]? south = null) => ImageLinker.Link(new LinkInput
    {
        Object = builder.Build(),
        ObjectName = "test.o",
        SouthAssembly = south ?? SouthBuilder.Build(),
    });

    [Fact]
    public void SegmentsAreNeverWritableAndExecutable()
    {
        ElfFile image = ElfFile.Read(Link(Program()).Image, "image");
        Assert.Equal(ElfType.Shared, image.Header.Type);
        Assert.Null(image.Interpreter);
        Assert.All(image.LoadSegments, s => Assert.NotEqual(
            ElfSegmentFlags.Write | ElfSegmentFlags.Execute, s.Flags & (ElfSegmentFlags.Write | ElfSegmentFlags.Execute)));
        Assert.Single(image.LoadSegments, s => (s.Flags & ElfSegmentFlags.Execute) != 0);
        Assert.Equal(default, image.Segments.Single(s => (uint)s.Type == 0x6474_E551).Flags & ElfSegmentFlags.Execute);
        Assert.All(image.LoadSegments, s => Assert.Equal(s.Offset % 4096, s.Address % 4096));
    }

    // The collector reads everything from the first of them to the last.
    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(4000)]
    [InlineData(4096)]
    public void WritablePagesHaveNoGapBetweenThem(int readOnlyBytes)
    {
        ObjectBuilder builder = Program();
        int more = builder.Section(".rodata.more", ObjectBuilder.Alloc, new byte[64 + readOnlyBytes], 64);
        LinkedImage linked = Link(builder.Relocate(more, 0, "answer", ObjectBuilder.Absolute64, 0));
        ElfSegment[] writable = [.. ElfFile.Read(linked.Image, "image").LoadSegments.Where(s => (s.Flags & ElfSegmentFlags.Write) != 0)];
        Assert.Equal(2, writable.Length);
        Assert.Equal(writable[1].Address & ~4095ul, (writable[0].Address + writable[0].MemorySize + 4095) & ~4095ul);
        Assert.InRange(writable[1].Offset - writable[0].Offset - writable[0].FileSize, 0u, 63u);
    }

    [Fact]
    public void SameInputGivesSameBytes() => Assert.Equal(Link(Program()).Image, Link(Program()).Image);

    // ILC writes distances between places of one section itself, without a relocation: a section must stay in one piece.
    [Fact]
    public void DataStaysInOnePieceAndIsWritable()
    {
        LinkedImage linked = Link(Program());
        ulong Address(string name) => linked.Symbols.Single(s => s.Name == name).Address;
        Assert.InRange(Address("variable"), Address("__relro_end"), Address("__data_end") - 1);
        Assert.InRange(Address("zeros"), Address("__bss_start"), Address("__data_end") - 10000);
        Assert.All(["_ZTVFirst", "_ZTVPointer"], name => Assert.InRange(Address(name), Address("__relro_end"), Address("__data_end") - 1));
    }

    [Fact]
    public void EveryAbsoluteAddressIsInTheRelocationTable()
    {
        LinkedImage linked = Link(Program());
        ulong Address(string name) => linked.Symbols.Single(s => s.Name == name).Address;
        ElfFile image = ElfFile.Read(linked.Image, "image");
        Assert.True(image.TryRead(
            Address("__relocations_start"), (int)(Address("__relocations_end") - Address("__relocations_start")), out ReadOnlySpan<byte> table));
        Assert.Equal(new[] { Address("_ZTVPointer"), Address("variable") }.Order(), RelativeRelocations.Decode(table));
        Assert.True(image.TryReadUInt64(Address("variable"), out ulong pointer));
        Assert.Equal(Address("zeros") + 8, pointer);
    }

    [Fact]
    public void OnlyTheVectorRegistersInUseAreKept()
    {
        Assert.Equal(0, Link(Program()).VectorRegisters);
        Assert.Equal((1 << 3) | (1 << 9), Link(Program(a => a.movups(xmm3, xmm9))).VectorRegisters);
    }

    [Fact]
    public void OnlyUsedHostCallsAreInTheImage()
    {
        LinkedImage linked = Link(Program());
        Assert.Contains(linked.HostCalls, c => c.Symbol == "host_exit_group");
        Assert.DoesNotContain(linked.HostCalls, c => c.Symbol == "host_write");
        Assert.DoesNotContain(linked.Symbols, s => s.Name == "host_write");
    }

    [Fact]
    public void TheGateIsTheOnlySyscallInstruction()
    {
        LinkedImage linked = Link(Program());
        ElfSegment text = ElfFile.Read(linked.Image, "image").LoadSegments.Single(s => (s.Flags & ElfSegmentFlags.Execute) != 0);
        Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(
            64, linked.Image.AsSpan((int)text.Offset, (int)text.FileSize).ToArray(), text.Address);
        ulong gate = linked.Symbols.Single(s => s.Name == "litebox_gate_instruction").Address;
        int count = 0;
        while (decoder.IP < text.Address + text.FileSize)
        {
            decoder.Decode(out Iced.Intel.Instruction instruction);
            if (instruction.Mnemonic == Iced.Intel.Mnemonic.Syscall)
            {
                Assert.Equal(gate, instruction.IP);
                count++;
            }
        }

        Assert.Equal(1, count);
    }

    [Fact]
    public void TheImageRunsAndRelocatesItself()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            ImagePacker.Pack(Link(Program()).Image, new BundlePolicy { Program = "/program" }, static root => root.Write(new byte[4096]), path);
            using Process process = Process.Start(path);
            Assert.True(process.WaitForExit(10_000));
            Assert.Equal(42, process.ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void UnresolvedSymbolsAreNamed()
    {
        ObjectBuilder builder = Program().Undefined("nowhere").Undefined("elsewhere");
        builder.Relocate(1, 3, "nowhere", ObjectBuilder.Pc32, -4).Relocate(1, 10, "elsewhere", ObjectBuilder.Plt32, -4);
        LiteBoxException failure = Assert.Throws<LiteBoxException>(() => Link(builder));
        Assert.Equal("LB0603", failure.Code);
        Assert.Contains("'elsewhere', 'nowhere'", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void DuplicateSymbolsAreRefused() =>
        Assert.Equal("LB0604", Assert.Throws<LiteBoxException>(() => Link(Program().Define("litebox_gate", 1))).Code);

    [Fact]
    public void UnknownRelocationsAreRefused() =>
        Assert.Equal("LB0602", Assert.Throws<LiteBoxException>(() => Link(Program().Relocate(2, 0, "answer", 10, 0))).Code);

    [Fact]
    public void WideVectorCodeIsRefused() =>
        Assert.Equal("LB0605", Assert.Throws<LiteBoxException>(() => Link(Program(a => a.vmovups(ymm0, ymm1)))).Code);

    [Fact]
    public void MisnamedHostCallsAreRefused() =>
        Assert.Equal("LB0607", Assert.Throws<LiteBoxException>(() => Link(Program(), SouthBuilder.Build("exit"))).Code);

    [Fact]
    public void DamagedObjectsAreRefusedOrLinked()
    {
        byte[] good = Program().Build(), south = SouthBuilder.Build();
        Random random = new(1234);
        for (int i = 0; i < 400; i++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            try
            {
                ImageLinker.Link(new LinkInput { Object = bad, ObjectName = "bad.o", SouthAssembly = south });
            }
            catch (LiteBoxException)
            {
                // Refused with a code: as it should be.
            }
        }
    }
}
