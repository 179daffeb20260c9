using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// Where the calls on files say what they did, and from where it goes to the watches. Without <see cref="Capability.Inotify"/>
/// all of it is compiled away; while nothing is watched it costs a comparison.
/// </summary>
public static class Notifier
{
    private static uint s_lastCookie;

    /// <summary>Number of watches.</summary>
    public static int Count { get; private set; }

    private static bool IsOn => Capability.Inotify && Count != 0;

    /// <summary>Something happened to a file through an open file description.</summary>
    public static void Report(OpenFile file, FileEvents what)
    {
        if (!IsOn || file.IsPath)
            return;
        if (file.Node is DirectoryInode directory)
            ReportAll(directory, directory.IsRoot ? null : directory.Parent, directory.Name, what);
        else
            ReportAll(file.Node, file.Folder, file.Name, what);
    }

    /// <summary>As above when a call moved bytes.</summary>
    public static Result Moved(OpenFile file, Result result, FileEvents what)
    {
        if (IsOn && result.Value > 0)
            Report(file, what);
        return result;
    }

    /// <summary>Something happened to a file that a path led to.</summary>
    public static void Report(in Walked walked, FileEvents what)
    {
        if (!IsOn || walked.Found is null)
            return;
        if (walked.Found is DirectoryInode directory)
            ReportAll(directory, directory.IsRoot ? null : directory.Parent, directory.Name, what);
        else
            ReportAll(walked.Found, walked.Parent, walked.Name, what);
    }

    /// <summary>Something happened to an inode, whatever its names are.</summary>
    public static void Report(Inode inode, FileEvents what)
    {
        if (IsOn)
            ReportAll(inode, null, default, what);
    }

    /// <summary>A name was made in or removed from a directory.</summary>
    public static void ReportName(in Walked walked, FileEvents what, bool isDirectory)
    {
        if (IsOn)
            Tell(walked.Parent, isDirectory ? what | FileEvents.IsDirectory : what, walked.Name, 0);
    }

    /// <summary>A name was moved, with the inode that it names.</summary>
    public static void ReportMove(in Walked from, in Walked to, Inode moved)
    {
        if (!IsOn)
            return;
        uint cookie = ++s_lastCookie;
        FileEvents kind = moved.IsDirectory ? FileEvents.IsDirectory : FileEvents.None;
        Tell(from.Parent, FileEvents.MovedFrom | kind, from.Name, cookie);
        Tell(to.Parent, FileEvents.MovedTo | kind, to.Name, cookie);
        Tell(moved, FileEvents.MoveSelf, default, 0);
    }

    /// <summary>A file of the host has lost a name, its last one if it had no more when it was found.</summary>
    public static void ReportRemoval(Inode inode)
    {
        Report(inode, FileEvents.Attributes);
        if (inode.Links <= 1)
            ReportEnd(inode);
    }

    /// <summary>An inode is gone: it has neither names nor open files.</summary>
    public static void ReportEnd(Inode inode)
    {
        if (!IsOn)
            return;
        Tell(inode, FileEvents.DeleteSelf, default, 0);
        if (inode.System.Watches is not { } all || !all.TryGetValue(inode.Number, out List<FileWatch>? watches))
            return;
        while (watches.Count != 0)
            watches[^1].Owner.End(watches[^1]);
    }

    internal static FileWatch? Find(InotifyFile owner, Inode inode)
    {
        if (inode.System.Watches is not { } all || !all.TryGetValue(inode.Number, out List<FileWatch>? watches))
            return null;
        for (int i = 0; i < watches.Count; i++)
        {
            if (watches[i].Owner == owner)
                return watches[i];
        }

        return null;
    }

    internal static void Add(FileWatch watch)
    {
        Dictionary<ulong, List<FileWatch>> all = watch.System.Watches ??= new Dictionary<ulong, List<FileWatch>>();
        if (!all.TryGetValue(watch.Inode, out List<FileWatch>? watches))
        {
            watches = new List<FileWatch>();
            all.Add(watch.Inode, watches);
        }

        watches.Add(watch);
        Count++;
    }

    internal static void Remove(FileWatch watch)
    {
        List<FileWatch> watches = watch.System.Watches![watch.Inode];
        watches.Remove(watch);
        if (watches.Count == 0)
            watch.System.Watches.Remove(watch.Inode);
        Count--;
    }

    private static void ReportAll(Inode inode, DirectoryInode? folder, scoped ReadOnlySpan<byte> name, FileEvents what)
    {
        if (inode.IsDirectory)
            what |= FileEvents.IsDirectory;
        if (folder is not null)
            Tell(folder, what, name, 0, isUnlinked: inode.Links == 0);
        Tell(inode, what, default, 0);
    }

    private static void Tell(Inode inode, FileEvents what, scoped ReadOnlySpan<byte> name, uint cookie, bool isUnlinked = false)
    {
        if (inode.System.Watches is not { } all || !all.TryGetValue(inode.Number, out List<FileWatch>? watches))
            return;
        // Backwards: a watch for one event takes itself out.
        for (int i = watches.Count - 1; i >= 0; i--)
        {
            FileWatch watch = watches[i];
            if ((watch.Mask & what & FileEvents.All) == 0 || (isUnlinked && (watch.Mask & FileEvents.ExcludeUnlinked) != 0))
                continue;
            watch.Owner.Tell(watch, what, name, cookie);
        }
    }
}
