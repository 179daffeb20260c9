using System;

namespace LiteBox.North;

/// <content>The lists of mounts.</content>
internal static partial class ProcText
{
    /// <summary>/proc/PID/mounts, in the form of fstab(5).</summary>
    private static void WriteMounts(ref ByteBuilder text)
    {
        for (int i = 0; i < RootTree.Mounts.Count; i++)
        {
            DirectoryInode root = RootTree.Mounts[i];
            DescribeMount(root.System, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> options);
            text.Append(source);
            text.Append((byte)' ');
            WriteMountPoint(ref text, root);
            text.Append((byte)' ');
            text.Append(type);
            text.Append(root.System.IsReadOnly ? " ro,"u8 : " rw,"u8);
            text.Append(options);
            text.Append(" 0 0\n"u8);
        }
    }

    /// <summary>/proc/PID/mountinfo (proc_pid_mountinfo(5)).</summary>
    private static void WriteMountInfo(ref ByteBuilder text)
    {
        for (int i = 0; i < RootTree.Mounts.Count; i++)
        {
            DirectoryInode root = RootTree.Mounts[i];
            DescribeMount(root.System, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> options);
            text.AppendFormat("%d %d 0:%d / "u8, root.System.MountId, root.MountPoint is null ? 1 : root.MountPoint.System.MountId, root.System.Device);
            WriteMountPoint(ref text, root);
            ReadOnlySpan<byte> access = root.System.IsReadOnly ? " ro"u8 : " rw"u8;
            text.Append(access);
            text.Append((byte)',');
            text.Append(options);
            text.Append(" - "u8);
            text.Append(type);
            text.Append((byte)' ');
            text.Append(source);
            text.Append(access);
            text.Append((byte)'\n');
        }
    }

    private static void DescribeMount(FileSystem system, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> options)
    {
        options = "nosuid,nodev,noexec,relatime"u8;
        type = default;
        switch (system.Magic)
        {
            case FileSystem.OverlayMagic:
                type = "overlay"u8;
                options = "relatime"u8;
                break;
            case FileSystem.TmpfsMagic:
                type = "tmpfs"u8;
                options = "nosuid"u8;
                break;
            case FileSystem.ProcMagic:
                type = "proc"u8;
                break;
            case FileSystem.SysfsMagic:
                type = "sysfs"u8;
                break;
            case FileSystem.ControlGroupMagic:
                type = "cgroup2"u8;
                break;
            default:
                type = "9p"u8;
                options = "nosuid,nodev,relatime"u8;
                break;
        }

        source = system.Magic == FileSystem.NinePMagic ? "host"u8 : type;
    }

    /// <summary>Blanks and backslashes of the path are octal numbers, as proc_pid_mounts(5) has them.</summary>
    private static void WriteMountPoint(ref ByteBuilder text, DirectoryInode root)
    {
        byte[] path = Paths.Of(root, RootTree.Current);
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\\')
            {
                text.Append((byte)'\\');
                text.AppendDigits(path[i], 3, 3);
            }
            else
            {
                text.Append(path[i]);
            }
        }
    }
}
