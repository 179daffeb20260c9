using System;

namespace LiteBox.North;

/// <summary>/dev: the nodes that programs expect everywhere (hier(7), Documentation/admin-guide/devices.txt).</summary>
internal static class Devices
{
    private const uint Everyone = 0x1B6;

    private static TreeFileSystem s_system = null!;
    private static DeviceInode s_terminal = null!;
    private static DirectoryInode s_terminalFolder = null!;
    private static bool s_isFilled;

    /// <summary>The node of the terminal under /dev/pts; the standard streams are open files of it when they are a terminal.</summary>
    public static DeviceInode Terminal
    {
        get
        {
            Fill();
            return s_terminal;
        }
    }

    /// <summary>/dev/pts.</summary>
    public static DirectoryInode TerminalFolder
    {
        get
        {
            Fill();
            return s_terminalFolder;
        }
    }

    /// <summary>A device number from major and minor (makedev(3)).</summary>
    public static ulong Number(uint major, uint minor) => (minor & 0xFF) | major << 8 | (ulong)(minor & ~0xFFu) << 12;

    /// <summary>Builds /dev, which is filled before it is used first: many programs never look into it.</summary>
    public static DirectoryInode Build()
    {
        s_system = new TreeFileSystem(FileSystem.TmpfsMagic, 0x1ED);
        s_isFilled = false;
        s_system.Root.FillAtFirstUse = Fill;
        return s_system.Root;
    }

    private static void Fill()
    {
        if (s_isFilled)
            return;
        s_isFilled = true;
        TreeFileSystem system = s_system;
        DirectoryInode root = system.Root;
        Add(root, "null"u8, DeviceKind.Null, Number(1, 3), Everyone);
        Add(root, "zero"u8, DeviceKind.Zero, Number(1, 5), Everyone);
        Add(root, "full"u8, DeviceKind.Full, Number(1, 7), Everyone);
        Add(root, "random"u8, DeviceKind.Random, Number(1, 8), Everyone);
        Add(root, "urandom"u8, DeviceKind.Random, Number(1, 9), Everyone);
        Add(root, "tty"u8, DeviceKind.ControllingTerminal, Number(5, 0), Everyone);
        Add(root, "console"u8, DeviceKind.Terminal, Number(5, 1), 0x180);
        root.Insert("fd"u8, new TreeLink(system, "/proc/self/fd"u8));
        root.Insert("stdin"u8, new TreeLink(system, "/proc/self/fd/0"u8));
        root.Insert("stdout"u8, new TreeLink(system, "/proc/self/fd/1"u8));
        root.Insert("stderr"u8, new TreeLink(system, "/proc/self/fd/2"u8));
        if (Capability.Terminals)
        {
            Terminals.Start();
            Add(root, "ptmx"u8, DeviceKind.Multiplexer, Number(5, 2), Everyone);
        }

        s_terminalFolder = RootTree.MakeDirectory(system, root, "pts"u8, 0x1ED)!;
        s_terminal = Add(s_terminalFolder, "0"u8, DeviceKind.Terminal, Number(136, 0), 0x190);
        RootTree.Mount(RootTree.MakeDirectory(system, root, "shm"u8, 0x1FF)!, new TreeFileSystem(FileSystem.TmpfsMagic, 0x1FF | FileType.Sticky).Root);
    }

    private static DeviceInode Add(DirectoryInode directory, ReadOnlySpan<byte> name, DeviceKind kind, ulong device, uint permissions)
    {
        DeviceInode inode = new(directory.System, kind, device, permissions);
        directory.Insert(name, inode);
        return inode;
    }
}
