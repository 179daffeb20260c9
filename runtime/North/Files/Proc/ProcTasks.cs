using System;

namespace LiteBox.North;

/// <summary>/proc/PID/task: a directory for each thread.</summary>
internal sealed class ProcTasks(FileSystem system, DirectoryInode parent, int processId, ulong number)
    : DirectoryInode(system, number, 0x16D, Clock.Realtime, parent, "task"u8)
{
    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = null;
        if (!ProcRoot.TryParseNumber(name, out int id) || Kernel.FindThread(id) is not { } found || found.Process.Id != processId)
            return Errno.ENOENT;
        inode = new ProcProcess(System, this, name, processId, id, isTask: true);
        return Errno.None;
    }

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        entry = default;
        int after = position <= ParentPosition ? 0 : (int)(position - ParentPosition);
        Process? process = Kernel.FindProcess(processId);
        if (process is null)
            return false;
        int next = int.MaxValue;
        for (int i = 0; i < process.Threads.Count; i++)
        {
            int id = process.Threads[i].Id;
            if (id > after && id < next)
                next = id;
        }

        if (next == int.MaxValue)
            return false;
        ByteBuilder name = new(12);
        name.AppendDecimal((uint)next);
        entry.Name = name.ToArray();
        entry.Inode = ProcProcess.NumberOf(next, 1, 0);
        entry.Position = ParentPosition + (uint)next;
        entry.Type = FileType.EntryType(FileType.Directory);
        return true;
    }
}
