using System;

namespace LiteBox.North;

/// <summary>The three standard streams as files of the guest.</summary>
public static class Consoles
{
    private static FileSystem s_streams = null!;

    /// <summary>Starts anew with the streams that the South has.</summary>
    internal static void Start()
    {
        s_streams = new FileSystem(FileSystem.PipeMagic);
        Settings = TerminalSettings.Default;
    }

    /// <summary>What tcgetattr(3) gives: the guest may set it, but the host's terminal stays as it is.</summary>
    internal static TerminalSettings Settings;

    /// <summary>Opens a standard stream; null when the host has closed it.</summary>
    public static OpenFile? Open(int stream)
    {
        OpenFlags flags = stream == 0 ? OpenFlags.ReadOnly : OpenFlags.WriteOnly;
        switch (Host.Console(stream))
        {
            case ConsoleKind.Terminal:
                OpenFile terminal = new ConsoleFile(Devices.Terminal, stream, OpenFlags.ReadWrite);
                terminal.SetName(Devices.TerminalFolder, "0"u8);
                return terminal;
            case ConsoleKind.Pipe:
                return Named(new StreamInode(s_streams, FileType.Pipe | 0x180, 0), stream, flags, "pipe:["u8);
            case ConsoleKind.File:
                return Named(new StreamInode(s_streams, FileType.Regular | 0x1A4, 0), stream, flags, "file:["u8);
            case ConsoleKind.Device:
                return Named(new StreamInode(s_streams, FileType.CharacterDevice | 0x1B6, Devices.Number(1, 3)), stream, flags, "device:["u8);
            default:
                return null;
        }
    }

    /// <summary>Opens the terminal through a node of /dev; null when no standard stream is one.</summary>
    internal static OpenFile? OpenTerminal(Inode inode, OpenFlags flags)
    {
        for (int stream = 0; stream < 3; stream++)
        {
            if (Host.Console(stream) == ConsoleKind.Terminal)
                return new ConsoleFile(inode, stream, flags);
        }

        return null;
    }

    private static ConsoleFile Named(Inode inode, int stream, OpenFlags flags, ReadOnlySpan<byte> prefix)
    {
        ConsoleFile file = new(inode, stream, flags);

        // Only /proc shows it.
        if (!Capability.ProcessFiles)
            return file;
        ByteBuilder name = new(24);
        name.Append(prefix);
        name.AppendDecimal(inode.Number);
        name.Append((byte)']');
        file.SetName(null, name.Text);
        return file;
    }
}
