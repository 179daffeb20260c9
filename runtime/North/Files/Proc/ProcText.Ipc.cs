using System;

namespace LiteBox.North;

/// <content>/proc/sysvipc (sysvipc(7)).</content>
internal static partial class ProcText
{
    private static ReadOnlySpan<byte> SegmentColumns =>
        "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n"u8;

    private static ReadOnlySpan<byte> QueueColumns =>
        "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n"u8;

    private static ReadOnlySpan<byte> SetColumns =>
        "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n"u8;

    private static void WriteSegments(ref ByteBuilder text)
    {
        text.Append(SegmentColumns);
        for (int i = 0; i < IpcTables.Segments.PlaceCount; i++)
        {
            if (IpcTables.Segments.At(i) is not { } segment)
                continue;
            WriteHead(ref text, segment);
            Columns(ref text, 21, segment.Size);
            Columns(ref text, 5, (uint)segment.Creator, (uint)segment.LastUser);
            text.Append((byte)' ');
            Columns(ref text, 5, segment.Attached);
            WriteOwners(ref text, segment);
            Columns(ref text, 10, (ulong)segment.AttachedAt, (ulong)segment.DetachedAt, (ulong)segment.ChangedAt);
            Columns(ref text, 21, segment.Resident * Guest.PageSize, 0);
            text.Append((byte)'\n');
        }
    }

    private static void WriteQueues(ref ByteBuilder text)
    {
        text.Append(QueueColumns);
        for (int i = 0; i < IpcTables.Queues.PlaceCount; i++)
        {
            if (IpcTables.Queues.At(i) is not { } queue)
                continue;
            WriteHead(ref text, queue);
            text.Append((byte)' ');
            Columns(ref text, 10, queue.Bytes, (uint)queue.Count);
            Columns(ref text, 5, (uint)queue.LastSender, (uint)queue.LastReceiver);
            WriteOwners(ref text, queue);
            Columns(ref text, 10, (ulong)queue.SentAt, (ulong)queue.ReceivedAt, (ulong)queue.ChangedAt);
            text.Append((byte)'\n');
        }
    }

    private static void WriteSets(ref ByteBuilder text)
    {
        text.Append(SetColumns);
        for (int i = 0; i < IpcTables.Semaphores.PlaceCount; i++)
        {
            if (IpcTables.Semaphores.At(i) is not { } set)
                continue;
            WriteHead(ref text, set);
            Columns(ref text, 10, (uint)set.Values.Length);
            WriteOwners(ref text, set);
            Columns(ref text, 10, (ulong)set.OperatedAt, (ulong)set.ChangedAt);
            text.Append((byte)'\n');
        }
    }

    // Key, number, permissions in octal.
    private static void WriteHead(ref ByteBuilder text, IpcObject shown)
    {
        const int KeyWidth = 10;
        ByteBuilder key = new(12);
        key.AppendSigned(shown.Key);
        for (int i = key.Text.Length; i < KeyWidth; i++)
            text.Append((byte)' ');
        text.Append(key.Text);
        Columns(ref text, 10, (uint)shown.Id);
        text.Append((byte)' ');
        ulong octal = 0;
        for (int shift = 12; shift >= 0; shift -= 3)
            octal = (octal * 10) + (shown.Mode >> shift & 7);
        Columns(ref text, 4, octal);
    }

    private static void WriteOwners(ref ByteBuilder text, IpcObject shown) =>
        Columns(ref text, 5, shown.User, shown.Group, shown.CreatorUser, shown.CreatorGroup);

    private static void Columns(ref ByteBuilder text, int width, params scoped ReadOnlySpan<ulong> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            text.Append((byte)' ');
            text.AppendDecimal(values[i], width);
        }
    }
}
