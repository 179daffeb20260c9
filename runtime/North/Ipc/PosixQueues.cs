using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The message queues of POSIX that have names (mq_overview(7)).</summary>
public static class PosixQueues
{
    /// <summary>Most queues (fs.mqueue.queues_max).</summary>
    public const int Most = 256;

    private const int LongestName = 255;

    private static FileSystem? s_system;
    private static List<PosixQueue>? s_queues;

    /// <summary>The file system that they are files of.</summary>
    public static FileSystem System => s_system ??= new FileSystem(FileSystem.MessageQueueMagic);

    private static List<PosixQueue> Queues => s_queues ??= new List<PosixQueue>();

    /// <summary>Finds a queue by its name without the slash. EACCES for what no queue is called, ENAMETOOLONG, ENOENT.</summary>
    public static Errno Find(ReadOnlySpan<byte> name, out PosixQueue? found)
    {
        found = null;
        if (name.Length == 0)
            return Errno.ENOENT;
        if (name.IndexOf((byte)'/') >= 0 || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            return Errno.EACCES;
        if (name.Length > LongestName)
            return Errno.ENAMETOOLONG;
        for (int i = 0; i < Queues.Count; i++)
        {
            if (name.SequenceEqual(Queues[i].Name))
                found = Queues[i];
        }

        return found is null ? Errno.ENOENT : Errno.None;
    }

    /// <summary>Adds a new queue. ENOSPC when there are too many; EMFILE when those of the user would take more than RLIMIT_MSGQUEUE.</summary>
    public static Errno Add(Process creator, PosixQueue added)
    {
        if (Queues.Count >= Most && !creator.Credentials.IsPrivileged)
            return Errno.ENOSPC;
        ulong bytes = added.Footprint;
        for (int i = 0; i < Queues.Count; i++)
        {
            if (Queues[i].User == added.User)
                bytes += Queues[i].Footprint;
        }

        if (bytes > creator.Limits[Limits.MessageQueues])
            return Errno.EMFILE;
        Queues.Add(added);
        return Errno.None;
    }

    /// <summary>mq_unlink(3): those that have it open go on using it. EPERM for who is not its owner.</summary>
    public static Errno Remove(Thread thread, PosixQueue removed)
    {
        if (!Permissions.IsOwner(thread, removed))
            return Errno.EPERM;
        removed.Links = 0;
        _ = Queues.Remove(removed);
        return Errno.None;
    }

    /// <summary>Forgets all, for another start.</summary>
    internal static void Reset() => s_queues = null;
}
