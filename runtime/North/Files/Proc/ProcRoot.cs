using System;

namespace LiteBox.North;

/// <summary>The root of /proc: fixed entries and a directory for each process.</summary>
internal sealed class ProcRoot(FileSystem system) : ProcFolder(system, null, default)
{
    private ProcProcess? _last;

    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        if (!TryParseNumber(name, out int id))
            return base.Lookup(thread, name, out inode);

        // A thread's number leads to its process too, though it is not listed (proc(5)).
        Process? process = Kernel.FindProcess(id) ?? Kernel.FindThread(id)?.Process;
        inode = process is null ? null : Of(process, id, name);
        return inode is null ? Errno.ENOENT : Errno.None;
    }

    protected override void Fill() => AddConstants(ProcConstants.Of(ConstantList.Machine));

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        if (base.TryNext(thread, position, out entry))
            return true;
        ulong after = FirstPosition + (ulong)EntryCount;
        int id = position < after ? 0 : (int)(position - after);
        Process? next = Kernel.NextProcess(id);
        if (next is null)
            return false;
        ByteBuilder name = new(12);
        name.AppendDecimal((uint)next.Id);
        entry.Name = name.ToArray();
        entry.Inode = ProcProcess.NumberOf(next.Id, 0, 0);
        entry.Position = after + (uint)next.Id;
        entry.Type = FileType.EntryType(FileType.Directory);
        return true;
    }

    /// <summary>Reads a decimal number without leading zeros.</summary>
    internal static bool TryParseNumber(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 9 || (text[0] == (byte)'0' && text.Length > 1))
            return false;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (digit - '0');
        }

        return true;
    }

    private ProcProcess Of(Process process, int id, ReadOnlySpan<byte> name)
    {
        if (_last is null || _last.ProcessId != process.Id || _last.Id != id)
            _last = new ProcProcess(System, this, name, process.Id, id, isTask: false);
        return _last;
    }
}
