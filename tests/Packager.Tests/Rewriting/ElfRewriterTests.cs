using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Rewriting;
using LiteBox.Packager.Tests.Elf;
using Xunit;

namespace LiteBox.Packager.Tests.Rewriting;

public sealed class ElfRewriterTests
{
    private const string LibC = "/lib/x86_64-linux-gnu/libc.so.6";

    [Fact]
    public void EverySyscallThatADisassemblerSeesInLibCIsHandled()
    {
        using var programs = new TestPrograms();
        ulong[] seen = programs.Run("objdump", "-d --no-show-raw-insn " + LibC).Output.Split('\n')
            .Where(l => l.EndsWith("\tsyscall", StringComparison.Ordinal))
            .Select(l => Convert.ToUInt64(l.Split(':')[0].Trim(), 16)).ToArray();
        ulong[] handled = Runner.Rewrite(LibC).Report.Sites
            .Where(s => s.Kind is SiteKind.Jump or SiteKind.ShortJump or SiteKind.Trap).Select(s => s.Address).ToArray();
        Assert.NotEmpty(seen);
        Assert.Equal(seen, handled);
    }

    [Fact]
    public void LibCNeedsNoTrap() => Assert.Equal(0, Runner.Rewrite(LibC).Report.Count(SiteKind.Trap));

    [Theory]
    [InlineData("/usr/bin/python3.11")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6")]
    public void AProgramWithoutSystemCallsIsLeftAsItIs(string path)
    {
        RewriteResult result = Runner.Rewrite(path);
        Assert.False(result.Changed);
        Assert.All(result.Report.Sites, s => Assert.Equal(SiteKind.Embedded, s.Kind));
    }

    [Fact]
    public void RewritingTwiceGivesTheSameBytes()
    {
        RewriteResult first = Runner.Rewrite(LibC), again = Runner.Rewrite(LibC);
        Assert.True(first.Bytes.Span.SequenceEqual(again.Bytes.Span));
        RewriteResult rewritten = ElfRewriter.Rewrite(ElfFile.Read(first.Bytes, LibC), new RewriteOptions());
        Assert.False(rewritten.Changed);
        Assert.True(rewritten.Report.AlreadyRewritten);
    }

    [Fact]
    public void TheEntrySlotIsTheDisplacementOfEveryGate()
    {
        RewriteResult result = ElfRewriter.Rewrite(
            ElfFile.Read(File.ReadAllBytes(LibC), LibC), new RewriteOptions { EntrySlot = 0x1480 });
        ReadOnlySpan<byte> segment = Trampolines(result.Bytes);
        int sites = BinaryPrimitives.ReadInt32LittleEndian(segment[16..]);
        for (int i = 0; i < sites; i++)
        {
            ReadOnlySpan<byte> site = segment[(64 + (i * TrampolineFormat.SiteSize))..];
            int jump = BinaryPrimitives.ReadInt32LittleEndian(site) + site[8] + 7;
            Assert.True(segment[jump..].StartsWith((ReadOnlySpan<byte>)[0x65, 0xff, 0x24, 0x25, 0x80, 0x14, 0, 0]));
        }
    }

    [Fact]
    public void TheTablesOfTheSegmentAgreeWithTheReport()
    {
        RewriteResult result = Runner.Rewrite(LibC);
        ElfFile file = ElfFile.Read(result.Bytes, LibC);
        ElfSegment last = file.LoadSegments[^1];
        ReadOnlySpan<byte> segment = Trampolines(result.Bytes);
        Assert.Equal(
            result.Report.Count(SiteKind.Jump) + result.Report.Count(SiteKind.ShortJump),
            BinaryPrimitives.ReadInt32LittleEndian(segment[16..]));
        int traps = BinaryPrimitives.ReadInt32LittleEndian(segment[24..]);
        int table = BinaryPrimitives.ReadInt32LittleEndian(segment[28..]);
        int previous = int.MinValue;
        for (int i = 0; i < traps; i++)
        {
            int relative = BinaryPrimitives.ReadInt32LittleEndian(segment[(table + (i * 4))..]);
            Assert.True(relative > previous);
            previous = relative;
            ulong address = last.Address + (ulong)(long)relative;
            Assert.True(file.TryRead(address, 2, out ReadOnlySpan<byte> code) && code.SequenceEqual((ReadOnlySpan<byte>)[0x0f, 0x0b]));
            Assert.Contains(result.Report.Sites, s => s.Address == address);
        }
    }

    [Fact]
    public void SegmentsStayInOrderAndTheRestOfTheFileStaysInPlace()
    {
        ElfFile before = ElfFile.Read(File.ReadAllBytes(LibC), LibC);
        ElfFile after = ElfFile.Read(Runner.Rewrite(LibC).Bytes, LibC);
        Assert.Equal(before.Segments.Length, after.Segments.Length);
        foreach (ElfSegmentType type in (ElfSegmentType[])[ElfSegmentType.GnuRelro, ElfSegmentType.Tls, ElfSegmentType.GnuStack, ElfSegmentType.ProgramHeaders])
        {
            Assert.Equal(before.FindSegment(type), after.FindSegment(type));
        }

        Assert.Equal(before.LoadSegments, after.LoadSegments.Take(before.LoadSegments.Length));
        Assert.True(after.LoadSegments[^1] is { IsCode: true } added && (added.Flags & ElfSegmentFlags.Write) == 0);
        Assert.Equal(before.Sections.Select(s => s.Header), after.Sections.Select(s => s.Header));
        ElfSection data = before.FindSection(".rodata")!;
        Assert.True(data.Bytes.Span.SequenceEqual(after.FindSection(".rodata")!.Bytes.Span));
    }

    [Fact]
    public void MutatedFilesAreRewrittenOrRefusedAndNothingElse()
    {
        using var programs = new TestPrograms();
        byte[] original = File.ReadAllBytes(programs.Compile(
            "hello", "#include <stdio.h>\nint main(void) { return puts(\"hello\"); }", "-static -s", "musl-gcc"));
        var random = new Random(20_240_602);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = ElfMutation.Mutate(original, random);
            try
            {
                RewriteResult result = ElfRewriter.Rewrite(ElfFile.Read(bytes, "mutated"), new RewriteOptions());
                Assert.Equal(result.Changed, !result.Bytes.Span.SequenceEqual(bytes));
                ElfFile.Read(result.Bytes, "rewritten");
            }
            catch (LiteBoxException failure)
            {
                Assert.Matches("^LB0[13]", failure.Code);
            }
        }
    }

    private static ReadOnlySpan<byte> Trampolines(ReadOnlyMemory<byte> bytes)
    {
        ElfFile file = ElfFile.Read(bytes, LibC);
        Assert.True(ElfRewriter.IsRewritten(file));
        return file.BytesFrom(file.LoadSegments[^1].Address).Span;
    }
}
