using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// The tree that a guest sees: the bundle's root file system with a writable layer in memory, and /dev, /proc, /sys and
/// /dev/shm mounted on it.
/// </summary>
public static class RootTree
{
    private const uint Traversable = 0x1ED;

    /// <summary>The root directory of the machine.</summary>
    public static DirectoryInode Current { get; private set; } = null!;

    /// <summary>The roots of what is mounted, that of the machine first.</summary>
    internal static List<DirectoryInode> Mounts { get; } = new();

    /// <summary>Builds the tree from the image of the South; an image that cannot be read leaves the root empty.</summary>
    public static DirectoryInode Build()
    {
        ErofsImage? image = ErofsImage.Open(Host.RootImage, Host.RootImageSize);
        TreeFileSystem? system = null;
        if (image is not null)
            TreeFileSystem.Open(image, out system);
        system ??= new TreeFileSystem(FileSystem.OverlayMagic, Traversable);
        DirectoryInode root = system.Root;
        Current = root;
        Mounts.Clear();
        Mounts.Add(root);
        if (Capability.HostDirectories)
            GrantedFileSystem.All.Clear();
        Consoles.Start();
        DirectoryInode? point = MountAt(system, "dev"u8, Traversable, Devices.Build());

        // Where mounts are listed, what is mounted in there is from the start.
        if (Capability.ProcessFiles)
            _ = point?.Mounted;
        if (Capability.Guest && Capability.FileNames)
        {
            MountAt(system, "proc"u8, 0x16D, ProcTree.Build());
            point = MountAt(system, "sys"u8, 0x16D, SysTree.Build());
            if (Capability.SystemFiles)
                _ = point?.Mounted;
        }

        // Both are as old as this run, whatever came in the image.
        MakeDirectory(system, root, "tmp"u8, 0x1FF | FileType.Sticky)?.TouchContents();
        root.TouchContents();
        return root;
    }

    /// <summary>Makes a directory in memory; one that is there stays.</summary>
    internal static DirectoryInode? MakeDirectory(TreeFileSystem system, DirectoryInode parent, ReadOnlySpan<byte> name, uint mode)
    {
        if (parent.Lookup(null!, name, out Inode? found) == Errno.None)
            return found as DirectoryInode;
        TreeDirectory directory = new(system, system.NewNumber(), mode, Clock.Realtime, parent, name);
        parent.Insert(name, directory);
        parent.Links++;
        return directory;
    }

    /// <summary>Mounts a file system on a directory.</summary>
    internal static void Mount(DirectoryInode point, DirectoryInode root)
    {
        point.Mount(root);
        Mounts.Add(root);
    }

    private static DirectoryInode? MountAt(TreeFileSystem system, ReadOnlySpan<byte> name, uint mode, DirectoryInode root)
    {
        DirectoryInode? point = MakeDirectory(system, system.Root, name, mode);
        if (point is not null)
            Mount(point, root);
        return point;
    }
}
