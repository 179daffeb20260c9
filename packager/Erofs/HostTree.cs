using System;
using System.Formats.Tar;
using System.IO;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Erofs;

/// <summary>Adds files of the build machine to a <see cref="FileTree"/>.</summary>
public static class HostTree
{
    private const int ExecutableMode = 0x1ED;
    private const int PlainMode = 0x1A4;

    /// <summary>
    /// Adds a file, or a directory with everything below it. Symbolic links below it stay links; one that is
    /// <paramref name="hostPath"/> itself is followed. Devices, pipes and sockets are left out and stand in
    /// <see cref="FileTree.Skipped"/>. A file goes into <paramref name="guestPath"/> under its own name when that
    /// is a directory already or ends with '/'.
    /// </summary>
    /// <param name="tree">The tree.</param>
    /// <param name="hostPath">A file or directory of the build machine.</param>
    /// <param name="guestPath">Where it goes.</param>
    /// <param name="keepTimes">Whether times of modification are kept; else everything has the time of the image, and
    /// copies of the input in other folders give the same image.</param>
    /// <exception cref="LiteBoxException">LB0201 to LB0207.</exception>
    public static void Add(FileTree tree, string hostPath, string guestPath, bool keepTimes = false)
    {
        if (Directory.Exists(hostPath))
        {
            AddDirectory(tree, new DirectoryInfo(hostPath), guestPath.TrimEnd('/'), keepTimes);
            return;
        }
        if (guestPath.EndsWith('/') || tree.Find(guestPath) is { Kind: FileKind.Directory })
            guestPath = guestPath.TrimEnd('/') + "/" + Path.GetFileName(hostPath);
        AddFile(tree, hostPath, guestPath, keepTimes);
    }

    /// <summary>The permission bits of a file of the build machine; where that has none, by what the file begins with.</summary>
    public static int ModeOf(string hostPath, FileContent content)
    {
        if (!OperatingSystem.IsWindows())
            return (int)File.GetUnixFileMode(hostPath);
        Span<byte> head = stackalloc byte[4];
        using Stream stream = content.OpenRead();
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> start = head[..read];
        return start.StartsWith("\x7f"u8) && start.EndsWith("ELF"u8) || start.StartsWith("#!"u8) ? ExecutableMode : PlainMode;
    }

    private static void AddDirectory(FileTree tree, DirectoryInfo directory, string guestPath, bool keepTimes)
    {
        FileSystemInfo[] entries;
        try
        {
            int mode = OperatingSystem.IsWindows() ? ExecutableMode : (int)directory.UnixFileMode;
            if (guestPath.Length > 0)
                tree.AddDirectory(guestPath, mode);
            entries = directory.GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileTreeErrors.Unreadable(directory.FullName, e);
        }
        if (keepTimes && guestPath.Length > 0)
            tree.Find(guestPath)!.ModifiedAt = TimeOf(directory.LastWriteTimeUtc);
        foreach (FileSystemInfo entry in entries)
        {
            string path = guestPath + "/" + entry.Name;
            if (entry.LinkTarget is { } target)
                AddLink(tree, entry, target, path, keepTimes);
            else if (entry is DirectoryInfo child)
                AddDirectory(tree, child, path, keepTimes);
            else
                AddFile(tree, entry.FullName, path, keepTimes);
        }
    }

    private static void AddLink(FileTree tree, FileSystemInfo link, string target, string path, bool keepTimes)
    {
        FileNode node = tree.AddSymbolicLink(path, target);
        if (keepTimes)
            node.ModifiedAt = TimeOf(link.LastWriteTimeUtc);
    }

    private static long TimeOf(DateTime time) => Math.Max(0, (time - DateTime.UnixEpoch).Ticks) * 100;

    private static void AddFile(FileTree tree, string hostPath, string guestPath, bool keepTimes)
    {
        FileContent content = FileContent.FromFile(hostPath);
        if (content.Length == 0 && !IsRegular(hostPath))
        {
            tree.NoteSkipped(hostPath);
            return;
        }
        try
        {
            FileNode node = tree.AddFile(guestPath, content, ModeOf(hostPath, content));
            if (keepTimes)
                node.ModifiedAt = TimeOf(File.GetLastWriteTimeUtc(hostPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileTreeErrors.Unreadable(hostPath, e);
        }
    }

    /// <summary>
    /// .NET tells devices, pipes and sockets (whose length reads as 0) from empty files in one place only: the header
    /// that its tar writer makes. Opening one to see would block on a pipe.
    /// </summary>
    private static bool IsRegular(string hostPath)
    {
        const int TypeOffset = 156;
        if (OperatingSystem.IsWindows())
            return true;
        var header = new MemoryStream();
        try
        {
            using var tar = new TarWriter(header, TarEntryFormat.Gnu, leaveOpen: true);
            tar.WriteEntry(new FileInfo(hostPath).ResolveLinkTarget(true)?.FullName ?? hostPath, "x");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        return header.Length > TypeOffset && header.GetBuffer()[TypeOffset] == '0';
    }
}
