using System;
using System.IO;
using System.Text;
using LiteBox.North;
using LiteBox.Packager.Erofs;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class ErofsImageTests
{
    [Fact]
    public void WhatTheWriterWroteIsRead()
    {
        FileTree tree = Sample();
        FileGuest guest = new(tree);
        foreach (FileNode node in tree.All())
        {
            if (node.Kind == FileKind.Regular)
                Assert.Equal(Encoding.UTF8.GetString(node.Content!.ReadAll().Span), guest.ReadFile(node.Path));
            else if (node.Kind == FileKind.SymbolicLink)
                Assert.Equal(node.Target, guest.ReadLink(node.Path));
            else
                Assert.True(guest.List(node.Path).Length >= node.Children.Count + 2);
        }
    }

    [Fact]
    public void DamagedImagesNeverDoMoreThanFail()
    {
        var image = new MemoryStream();
        ErofsWriter.Write(Sample(), image);
        byte[] good = image.ToArray();
        var random = new Random(2026);
        for (int round = 0; round < 400; round++)
        {
            byte[] bad = (byte[])good.Clone();
            int changes = random.Next(1, 30);
            for (int i = 0; i < changes; i++)
            {
                // Half of the changes hit the superblock and the metadata at the end, where they tell.
                int at = random.Next(3) switch { 0 => 1024 + random.Next(128), 1 => bad.Length - 1 - random.Next(12288), _ => random.Next(bad.Length) };
                bad[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)0xFF;
            }

            FileGuest guest = new();
            Simulation.SetRootImage(bad.AsSpan(0, random.Next(4) == 0 ? random.Next(bad.Length) : bad.Length));
            Kernel.Start(Policy.Empty);
            FileGuestWalk.Everything(guest, Kernel.CreateProcess(null, ref LiteBox.South.South.CreateThreadBlock()));
        }
    }

    private static FileTree Sample()
    {
        var tree = new FileTree();
        for (int i = 0; i < 200; i++)
            tree.AddFile($"/d{i % 7}/file-{i}", FileContent.FromBytes(Encoding.UTF8.GetBytes(new string((char)('a' + i % 26), i * 41))));
        tree.AddSymbolicLink("/link", "d1/file-1");
        tree.AddSymbolicLink("/d1/long", new string('l', 4000));
        return tree;
    }
}
