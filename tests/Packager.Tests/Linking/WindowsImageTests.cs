using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Linking;
using LiteBox.Packager.Pe;
using LiteBox.Packager.Tests.Bundling;
using Xunit;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>What the linker and the packer make for Windows, as the loader sees it.</summary>
public sealed class WindowsImageTests : IDisposable
{
    private static readonly byte[] s_south = SouthBuilder.BuildWindows(
        ("kernel32.dll", "windows_CreateThread", 6), ("ntdll.dll", "windows_NtClose", 1), ("ntdll.dll", "windows_NtReadFile", 9));

    private static readonly LinkedImage s_image = Link();

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "bundle.exe");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_the_functions_that_are_called_are_imported()
    {
        Assert.Equal(["ntdll.dll", "kernel32.dll"], Read().ReadImports().Select(i => i.Library));
        Assert.Equal(["NtClose"], Read().ReadImports()[0].Functions);
        Assert.Equal(["CreateThread"], Read().ReadImports()[1].Functions);
        Assert.Equal(["CreateThread", "NtClose"], s_image.WindowsCalls.Select(c => c.Function).Order());
        Assert.Equal(6, s_image.WindowsCalls.Single(c => c.Function == "CreateThread").Arguments);
    }

    [Fact]
    public void No_section_is_writable_and_executable()
    {
        PeFile file = Read();
        const PeSectionFlags Both = PeSectionFlags.Write | PeSectionFlags.Execute;
        Assert.DoesNotContain(file.Sections, s => (s.Flags & Both) == Both);
        Assert.Single(file.Sections, s => (s.Flags & PeSectionFlags.Execute) != 0);
        Assert.Contains(file.Sections, s => (s.Flags & PeSectionFlags.Execute) != 0 && file.EntryPoint - s.Address < s.VirtualSize);

        // High entropy, dynamic base, NX.
        Assert.Equal(0x0160, file.DllCharacteristics & 0x0160);
    }

    [Fact]
    public void Every_address_in_the_image_is_the_loaders_to_adjust()
    {
        PeFile file = Read();
        Assert.Equal(s_image.RelativePlaces.Select(p => (uint)p), file.ReadRelocations());
        PeSection text = file.Sections.Single(s => s.Name == ".text");
        foreach (ulong place in s_image.RelativePlaces)
        {
            PeSection holder = file.Sections.Single(s => place >= s.Address && place - s.Address < (ulong)s.Data.Length);
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(holder.Data.Span[(int)(place - holder.Address)..]);
            Assert.InRange(word - file.ImageBase, text.Address, text.Address + text.VirtualSize);
        }
    }

    [Fact]
    public void A_declaration_that_contradicts_itself_is_refused()
    {
        Assert.Equal("LB0607", Refused(SouthBuilder.BuildWindows(("ntdll.dll", "windows_NtClose", 1), ("ntdll.dll", "windows_NtClose", 1))));
        Assert.Equal("LB0607", Refused(SouthBuilder.BuildWindows(("ntdll.dll", "NtClose", 1))));
        Assert.Empty(WindowsCallReader.Read(SouthBuilder.Build()));

        static string Refused(byte[] south) => Assert.Throws<LiteBoxException>(() => WindowsCallReader.Read(south)).Code;
    }

    [Fact]
    public void What_is_packed_is_read_and_loaded()
    {
        byte[] root = [.. Enumerable.Range(0, 9000).Select(i => (byte)i)];
        PeImagePacker.Pack(s_image, Policy(), stream => stream.Write(root), Output);
        BundleReader bundle = BundleReader.Read(Output);
        Assert.Equal(BundleTarget.Windows, bundle.Target);
        Assert.Equal("/bin/program", bundle.Policy.Program);
        Assert.Equal(["program", "x y"], bundle.Policy.Arguments);
        Assert.Equal("ntdll.dll!NtClose\n", bundle.Policy.HostCalls);
        byte[] bytes = File.ReadAllBytes(Output);
        Assert.Equal(root, bytes.AsSpan((int)bundle.RootOffset, root.Length).ToArray());

        // The word in the image says where the loader puts the policy.
        PeFile file = PeFile.Read(bytes, Output);
        PeSection tail = file.Sections[^1];
        Assert.Equal(PeImagePacker.SectionName, tail.Name);
        Assert.Equal(tail.Address, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(s_image.PolicyWordOffset)));
        Assert.Equal(PeSectionFlags.InitializedData | PeSectionFlags.Read, tail.Flags);
    }

    [Fact]
    public void A_damaged_bundle_is_refused_and_never_more()
    {
        PeImagePacker.Pack(s_image, Policy(), stream => stream.Write(new byte[5000]), Output);
        byte[] good = File.ReadAllBytes(Output);
        int policy = (int)BundleReader.Read(Output).ImageBytes, refused = 0;
        Random random = new(17);
        for (int round = 0; round < 4000; round++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int from = random.Next(2) == 0 ? 0 : policy;
                bad[from + random.Next(768)] = (byte)random.Next(256);
            }

            try
            {
                BundleReader.Read(new MemoryStream(round % 5 == 0 ? bad[..random.Next(bad.Length)] : bad), "bundle");
            }
            catch (LiteBoxException exception)
            {
                Assert.Equal("LB0704", exception.Code);
                refused++;
            }
        }

        Assert.True(refused > 1000, $"{refused} refused");
    }

    [Fact]
    public void A_section_is_found_in_any_bytes_or_not()
    {
        byte[] head = s_image.Image.AsSpan(0, 4096).ToArray();
        PeTail.Append(head, ".tail", 0x1234_5000, 4096);
        Assert.Equal(0x1234_5000, PeTail.Find(head, ".tail"));
        Assert.Equal(-1, PeTail.Find(head, ".other"));
        for (int length = 0; length < head.Length; length += 7)
            PeTail.Find(head.AsSpan(0, length), ".tail");
        Assert.Equal(-1, PeTail.Find(head.AsSpan(0, 300), ".tail"));
        head.AsSpan().Fill(0xFF);
        Assert.Equal(-1, PeTail.Find(head, ".tail"));
    }

    private static BundlePolicy Policy() => new() { Program = "/bin/program", Arguments = ["program", "x y"], HostCalls = "ntdll.dll!NtClose\n" };

    private static PeFile Read() => PeFile.Read(s_image.Image.AsSpan().ToArray(), "image");

    private static LinkedImage Link()
    {
        ObjectBuilder builder = new();
        byte[] code = [0xE9, 0, 0, 0, 0, 0xE9, 0, 0, 0, 0, 0xC3];
        int text = builder.Section("__managedcode", ObjectBuilder.Alloc | ObjectBuilder.Execute, code, 32);
        int data = builder.Section(".data", ObjectBuilder.Alloc | ObjectBuilder.Write, new byte[600], 16);
        builder.Bss(".bss", 3 << 20);
        foreach (string symbol in (string[])
            ["litebox_start", "litebox_syscall", "litebox_fault", "litebox_resume", "litebox_exception", "litebox_thread_entry", "litebox_worker_entry"])
            builder.Define(symbol, text);
        builder.Undefined("windows_NtClose").Undefined("windows_CreateThread")
            .Relocate(text, 1, "windows_NtClose", ObjectBuilder.Plt32, -4).Relocate(text, 6, "windows_CreateThread", ObjectBuilder.Plt32, -4)
            .Relocate(data, 512, "litebox_syscall", ObjectBuilder.Absolute64, 0).Relocate(data, 16, "litebox_fault", ObjectBuilder.Absolute64, 10);
        return ImageLinker.Link(new LinkInput
        {
            Object = builder.Build(),
            ObjectName = "test.o",
            SouthAssembly = s_south,
            Platform = LinkPlatform.Windows,
        });
    }
}
