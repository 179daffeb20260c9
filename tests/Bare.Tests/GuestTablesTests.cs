using System;
using System.Collections.Generic;
using LiteBox.South;
using Xunit;

namespace LiteBox.Bare.Tests;

/// <summary>The guest's page tables against a model that knows a page by its number.</summary>
public sealed unsafe class GuestTablesTests
{
    private const ulong Page = 4096, Large = 2ul << 20, Huge = 1ul << 30;
    private const ulong Root = 0x1000, Image = 0x10_0000, Shared = 0x20_0000, Free = 0x30_0000;
    private const int ImagePages = 256, SharedPages = 128;
    private const PageProtection Rw = PageProtection.Read | PageProtection.Write;

    public GuestTablesTests()
    {
        PhysicalMemory.Reset(Free);
        for (ulong i = 0; i < ImagePages; i++)
            new Span<ulong>(PhysicalMemory.At(Image + (i * Page)), 512).Fill(ImageWord(i));
        new Span<ulong>(PhysicalMemory.At(Root), 512).Clear();
        Processor.Root = Root;
        GuestTables.Start(Root, Image);
    }

    [Fact]
    public void A_reservation_of_terabytes_takes_a_few_tables()
    {
        ulong before = PhysicalMemory.FreeFrames;
        Assert.Equal(Errno.None, GuestTables.Set(0x1_0000, 0x5000_0000_0000, Backing.Zeros(PageProtection.None)));
        Assert.True(before - PhysicalMemory.FreeFrames < 16);
        Assert.True(GuestTables.IsMapped(0x1234_5678_9000));
        Assert.Equal(FaultOutcome.Refused, GuestTables.Fault(0x1234_5678_9000, 4));
    }

    [Fact]
    public void Memory_that_has_run_out_is_told_and_some_is_left_to_the_library_OS()
    {
        GuestTables.Set(Huge, Huge + (64ul << 20), Backing.Zeros(Rw));
        ulong at = Huge;
        FaultOutcome outcome;
        while ((outcome = GuestTables.Fault(at, 6)) == FaultOutcome.Resolved)
            at += Page;
        Assert.Equal(FaultOutcome.OutOfMemory, outcome);
        Assert.NotEqual(0ul, PhysicalMemory.Allocate(0));
        Assert.Equal(FaultOutcome.OutOfMemory, GuestTables.Fault(at, 6));
        GuestTables.Discard(Huge, Huge + (1ul << 20));
        Assert.Equal(FaultOutcome.Resolved, GuestTables.Fault(at, 6));
    }

    [Fact]
    public void Every_frame_comes_back()
    {
        ulong before = PhysicalMemory.FreeFrames;
        GuestTables.Set(0, 0x7F80_0000_0000, default);
        GuestTables.Set(Huge, Huge + (8 * Large), Backing.Zeros(Rw));
        for (ulong at = Huge; at < Huge + (8 * Large); at += 7 * Page)
            *Processor.Access(at, Processor.Write) = at;
        Assert.True(PhysicalMemory.FreeFrames < before);
        GuestTables.Set(0, 1ul << 47, default);
        Assert.Equal(before, PhysicalMemory.FreeFrames);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_does_what_the_model_says(int seed)
    {
        var random = new Random(seed);
        var model = new Dictionary<ulong, ModelPage>();
        new Span<ulong>(PhysicalMemory.At(Shared), SharedPages * 512).Clear();
        for (int step = 0; step < 6000; step++)
            Step(random, model, step);
        GuestTables.Set(0, 1ul << 47, default);
        Assert.Equal((PhysicalMemory.Size - Free) / Page, PhysicalMemory.FreeFrames);
    }

    private static void Step(Random random, Dictionary<ulong, ModelPage> model, int step)
    {
        (ulong start, ulong end) = Range(random);
        var protection = (PageProtection)random.Next(8);
        switch (random.Next(10))
        {
            case 0:
                Assert.Equal(Errno.None, GuestTables.Set(start, end, Backing.Zeros(protection)));
                ForEach(start, end, at => model[at] = new ModelPage(protection, 0, 0));
                break;
            case 1:
                ulong first = (ulong)random.Next(ImagePages);
                end = Math.Min(end, start + ((ImagePages - first) * Page));
                Assert.Equal(Errno.None, GuestTables.Set(start, end, Backing.Image(first, protection)));
                ForEach(start, end, at => model[at] = new ModelPage(protection, ImageWord(first + ((at - start) / Page)), ImageWord(first + ((at - start) / Page))));
                break;
            case 2:
                Assert.Equal(Errno.None, GuestTables.Set(start, end, default));
                ForEach(start, end, at => model.Remove(at));
                break;
            case 3:
                Assert.Equal(Errno.None, GuestTables.Protect(start, end, protection));
                ForEach(start, end, at => Change(model, at, page => page with { Protection = protection }));
                break;
            case 4:
                Assert.Equal(Errno.None, GuestTables.Discard(start, end));
                ForEach(start, end, at => Change(model, at, page => page with { Word = page.First }));
                break;
            case 5:
                Move(random, model, start, Math.Min(end - start, Large));
                break;
            case 6:
                ulong frame = (ulong)random.Next(SharedPages);
                end = Math.Min(end, start + ((SharedPages - frame) * Page));
                Assert.Equal(Errno.None, GuestTables.Set(start, end, Backing.Frames((Shared / Page) + frame, protection)));
                ForEach(start, end, at => model[at] = new ModelPage(protection, 0, 0) { Frame = Shared + (frame * Page) + at - start });
                break;
            default:
                for (int i = 0; i < 20; i++)
                    Access(random, model, Range(random).Start, (ulong)step);
                break;
        }
    }

    private static void Move(Random random, Dictionary<ulong, ModelPage> model, ulong from, ulong length)
    {
        ulong to = Range(random).Start;
        if (to < from + length && from < to + length)
            return;
        Assert.Equal(Errno.None, GuestTables.Move(from, to, length));
        ForEach(from, from + length, at =>
        {
            if (model.Remove(at, out ModelPage page))
                model[to + at - from] = page;
            else
                model.Remove(to + at - from);
        });
    }

    private static void Access(Random random, Dictionary<ulong, ModelPage> model, ulong address, ulong value)
    {
        (ulong kind, PageProtection needed) = random.Next(3) switch
        {
            0 => (Processor.Read, PageProtection.Read | PageProtection.Write | PageProtection.Execute),
            1 => (Processor.Write, PageProtection.Write),
            _ => (Processor.Fetch, PageProtection.Execute),
        };
        bool isMapped = model.TryGetValue(address, out ModelPage page);
        Assert.Equal(isMapped, GuestTables.IsMapped(address));
        ulong* word = Processor.Access(address, kind);
        Assert.True((isMapped && (page.Protection & needed) != 0) == (word != null), $"{kind} at {address:x}: {page}");
        if (word == null)
            return;
        if (page.Frame != 0)
        {
            // What one view stores, every other sees, and so does the library OS.
            Assert.Equal((nint)PhysicalMemory.At(page.Frame), (nint)word - (nint)(address & 0xFF8));
            *word += kind == Processor.Write ? value : 0;
            return;
        }

        Assert.Equal(page.Word, *word);
        if (kind == Processor.Write)
        {
            *word = value;
            model[address] = page with { Word = value };
        }
    }

    private static void Change(Dictionary<ulong, ModelPage> model, ulong at, Func<ModelPage, ModelPage> change)
    {
        if (model.TryGetValue(at, out ModelPage page))
            model[at] = change(page);
    }

    // Ranges meet each other and the borders of tables of every level.
    private static (ulong Start, ulong End) Range(Random random)
    {
        ulong around = random.Next(3) switch { 0 => Large, 1 => Huge, _ => 512 * Huge };
        ulong start = around + ((ulong)random.Next(-40, 40) * Page) + (random.Next(6) == 0 ? Large : 0);
        ulong pages = random.Next(8) == 0 ? 512ul + (ulong)random.Next(600) : (ulong)random.Next(1, 60);
        return (start, start + (pages * Page));
    }

    private static void ForEach(ulong start, ulong end, Action<ulong> action)
    {
        for (ulong at = start; at < end; at += Page)
            action(at);
    }

    private static ulong ImageWord(ulong page) => 0x1111_0000_0000 + page;

    /// <summary>A page: its rights, its first word now, and what that was before anything was written.</summary>
    private readonly record struct ModelPage(PageProtection Protection, ulong Word, ulong First)
    {
        /// <summary>The frame of the library OS that the page is, or 0.</summary>
        public ulong Frame { get; init; }
    }
}
