using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using LiteBox.Packager.Boot;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Linking;
using LiteBox.Packager.Tests.Linking;
using LiteBox.South;
using Xunit;

namespace LiteBox.Packager.Tests.Boot;

/// <summary>A boot file as a loader and the CPU see it.</summary>
public sealed class BootImageTests : IDisposable
{
    private const ulong Page = 4096, Magic = 0x5943_494C_4F50_424C;
    private const ulong Present = 1, Writable = 2, Large = 0x80, Uncached = 0x18, NoExecute = 1ul << 63;
    private const ulong FrameMask = 0x000F_FFFF_FFFF_F000;

    private static readonly LinkedImage s_image = Link();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_library_OS_knows_the_same_layout()
    {
        Assert.Equal(BootLayout.RootTable, BootImage.BootPhysical);
        Assert.Equal(BootLayout.Image, BootImage.ImagePhysical);
        Assert.Equal(PhysicalMemory.DirectMap, BootImage.DirectMap);
    }

    [Fact]
    public void The_note_names_the_entry_of_a_PVH_loader()
    {
        ElfFile file = Read(out byte[] bytes);
        ElfSegment note = file.Segments.Single(s => (uint)s.Type == 4);
        ReadOnlySpan<byte> body = bytes.AsSpan((int)note.Offset, (int)note.FileSize);
        Assert.Equal([4, 0, 0, 0, 4, 0, 0, 0, 18, 0, 0, 0, (byte)'X', (byte)'e', (byte)'n', 0], body[..16].ToArray());
        uint entry = BinaryPrimitives.ReadUInt32LittleEndian(body[16..]);
        Assert.Equal(file.Header.Entry, entry);
        ElfSegment boot = file.LoadSegments.First();
        Assert.InRange(entry, boot.Address, boot.Address + boot.FileSize - 1);
        const byte Cli = 0xFA;
        Assert.Equal(Cli, bytes[(int)(boot.Offset + entry - boot.Address)]);
    }

    [Fact]
    public void Segments_do_not_overlap_in_memory()
    {
        ElfSegment[] segments = [.. Read(out _).LoadSegments.OrderBy(s => s.Address)];
        Assert.Equal(2, segments.Length);
        for (int i = 1; i < segments.Length; i++)
            Assert.True(segments[i - 1].Address + segments[i - 1].MemorySize <= segments[i].Address);
    }

    [Fact]
    public void Every_page_of_the_image_has_the_rights_of_its_segment()
    {
        Read(out byte[] bytes);
        ElfFile image = ElfFile.Read(s_image.Image, "image");
        foreach (ElfSegment segment in image.LoadSegments)
        {
            bool isRelro = image.Segments.Any(s => s.Type == ElfSegmentType.GnuRelro && s.Address == segment.Address);
            for (ulong at = segment.Address; at < segment.Address + segment.MemorySize; at += Page)
            {
                ulong entry = Walk(bytes, BootImage.ImageBase + at);
                Assert.Equal(BootImage.ImagePhysical + (at & ~(Page - 1)), entry & FrameMask);
                Assert.Equal((segment.Flags & ElfSegmentFlags.Execute) == 0, (entry & NoExecute) != 0);
                Assert.Equal((segment.Flags & ElfSegmentFlags.Write) != 0 && !isRelro, (entry & Writable) != 0);
            }
        }
    }

    [Fact]
    public void Nothing_is_mapped_below_the_boot_stack()
    {
        Read(out byte[] bytes);
        ulong stack = BootImage.ImageBase - BootImage.BootStackSize;
        for (ulong at = stack; at < BootImage.ImageBase; at += Page)
            Assert.Equal(Present | Writable | NoExecute, Walk(bytes, at) & (Present | Writable | NoExecute));
        for (ulong at = BootImage.KernelBase; at < stack; at += Page)
            Assert.Equal(0ul, Walk(bytes, at));
    }

    [Theory]
    [InlineData(0x0000_1000, 0)]
    [InlineData(0x7FFF_F000, 0)]
    [InlineData(0xBFFF_F000, 0)]
    [InlineData(0xFEE0_0000, Uncached)]
    public void The_direct_map_holds_data_only(ulong physical, ulong caching)
    {
        Read(out byte[] bytes);
        ulong entry = Walk(bytes, BootImage.DirectMap + physical);
        Assert.Equal(Present | Writable | Large | NoExecute | caching, entry & (Present | Writable | Large | NoExecute | Uncached));
        Assert.Equal(physical & ~((2ul << 20) - 1), entry & FrameMask);
    }

    [Fact]
    public void No_page_of_the_kernel_half_is_writable_and_executable()
    {
        Read(out byte[] bytes);
        int pages = 0;
        void Check(ulong table, int level)
        {
            for (int i = level == 3 ? 256 : 0; i < 512; i++)
            {
                ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)(table - BootImage.BootPhysical + Page) + (i * 8)));
                if ((entry & Present) == 0)
                    continue;
                if (level > 0 && (entry & Large) == 0)
                {
                    Check(entry & FrameMask, level - 1);
                    continue;
                }

                pages++;
                Assert.False((entry & Writable) != 0 && (entry & NoExecute) == 0, $"{entry:x}");
            }
        }

        Check(BootImage.BootPhysical, 3);
        Assert.True(pages > 2048);
    }

    [Fact]
    public void Addresses_in_the_image_are_final()
    {
        BootHead head = BootImageWriter.Write(s_image);
        int start = head.Bytes.Length - s_image.Image.Length;
        Assert.NotEmpty(s_image.RelativePlaces);
        Assert.All(s_image.RelativePlaces, place => Assert.Equal(
            BinaryPrimitives.ReadUInt64LittleEndian(s_image.Image.AsSpan((int)place)) + BootImage.ImageBase,
            BinaryPrimitives.ReadUInt64LittleEndian(head.Bytes.AsSpan(start + (int)place))));
    }

    [Fact]
    public void What_is_packed_is_read_and_loaded()
    {
        string output = Path.Combine(_folder, "bundle");
        byte[] root = [.. Enumerable.Range(0, 9000).Select(i => (byte)i)];
        BootPacker.Pack(s_image, new BundlePolicy { Program = "/bin/program", Arguments = ["program", "x y"] }, stream => stream.Write(root), output);
        BundleReader bundle = BundleReader.Read(output);
        Assert.Equal("/bin/program", bundle.Policy.Program);
        Assert.Equal(["program", "x y"], bundle.Policy.Arguments);
        byte[] bytes = File.ReadAllBytes(output);
        Assert.Equal(root, bytes.AsSpan((int)bundle.RootOffset, root.Length).ToArray());

        // The word in the image tells how far behind its start the loader puts the policy.
        ElfFile file = ElfFile.Read(bytes, output);
        ElfSegment tail = file.LoadSegments.OrderBy(s => s.Address).Last(), image = file.LoadSegments.OrderBy(s => s.Address).ElementAt(1);
        ulong distance = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)image.Offset + s_image.PolicyWordOffset));
        Assert.Equal(tail.Address, image.Address + distance);
        Assert.Equal(Magic, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)tail.Offset)));
    }

    [Fact]
    public void A_damaged_bundle_is_refused_and_never_more()
    {
        string output = Path.Combine(_folder, "bundle");
        BootPacker.Pack(s_image, new BundlePolicy { Program = "/bin/program", Arguments = ["program"] }, stream => stream.Write(new byte[5000]), output);
        byte[] good = File.ReadAllBytes(output);
        var random = new Random(11);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
                bad[random.Next(round % 2 == 0 ? 512 : bad.Length)] = (byte)random.Next(256);
            try
            {
                BundleReader.Read(new MemoryStream(round % 5 == 0 ? bad[..random.Next(bad.Length)] : bad), "bundle");
            }
            catch (LiteBoxException)
            {
                // As it should be.
            }
        }
    }

    [Fact]
    public void The_same_image_gives_the_same_bytes() => Assert.Equal(BootImageWriter.Write(s_image).Bytes, BootImageWriter.Write(Link()).Bytes);

    private static LinkedImage Link()
    {
        ObjectBuilder builder = new();
        int text = builder.Section("__managedcode", ObjectBuilder.Alloc | ObjectBuilder.Execute, [0xC3, 0xC3, 0xC3, 0xC3], 32);
        int data = builder.Section(".data", ObjectBuilder.Alloc | ObjectBuilder.Write, new byte[600], 16);
        builder.Bss(".bss", 3 << 20);
        foreach (string symbol in (string[])
            ["litebox_start", "litebox_syscall", "litebox_fault", "litebox_resume", "litebox_trap_user", "litebox_trap_kernel", "litebox_bad_return"])
            builder.Define(symbol, text);
        builder.Define("variable", data, 64).Relocate(data, 512, "variable", ObjectBuilder.Absolute64, 0);
        return ImageLinker.Link(new LinkInput
        {
            Object = builder.Build(),
            ObjectName = "test.o",
            SouthAssembly = SouthBuilder.Build(),
            Platform = LinkPlatform.Bare,
        });
    }

    private static ElfFile Read(out byte[] bytes)
    {
        bytes = BootImageWriter.Write(s_image).Bytes;
        return ElfFile.Read(bytes, "boot");
    }

    /// <summary>The entry that maps the address, from tables that lie in the first segment; 0 when there is none.</summary>
    private static ulong Walk(byte[] bytes, ulong address)
    {
        ulong entry = BootImage.BootPhysical | Present;
        for (int level = 3; level >= 0 && (entry & Present) != 0 && (entry & Large) == 0; level--)
        {
            ulong table = (entry & FrameMask) - BootImage.BootPhysical + Page;
            entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)(table + (((address >> (12 + (9 * level))) & 511) * 8))));
        }

        return (entry & Present) != 0 ? entry : 0;
    }
}
