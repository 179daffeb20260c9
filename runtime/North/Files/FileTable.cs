using System;

namespace LiteBox.North;

/// <summary>The descriptors of a process.</summary>
public sealed class FileTable
{
    private OpenFile?[] _files = new OpenFile?[16];
    private bool[] _closeOnExec = new bool[16];
    private int _lowestFree;
    private int _users = 1;

    /// <summary>Descriptors are below this; some may be free.</summary>
    public int Capacity => _files.Length;

    /// <summary>Number of descriptors in use.</summary>
    public int Count { get; private set; }

    /// <summary>True when several processes have this table (CLONE_FILES).</summary>
    public bool IsShared => _users > 1;

    /// <summary>One more process has this table.</summary>
    internal FileTable Share()
    {
        _users++;
        return this;
    }

    /// <summary>One process less has this table; true when others are left.</summary>
    internal bool Leave() => --_users > 0;

    /// <summary>A table with the same files under the same descriptors.</summary>
    internal FileTable Copy()
    {
        FileTable copy = new()
        {
            _files = _files.AsSpan().ToArray(),
            _closeOnExec = _closeOnExec.AsSpan().ToArray(),
            _lowestFree = _lowestFree,
            Count = Count,
        };
        for (int i = 0; i < _files.Length; i++)
            _files[i]?.Retain();
        return copy;
    }

    /// <summary>The file of a descriptor; null when it is not open.</summary>
    public OpenFile? this[int descriptor] => (uint)descriptor < (uint)_files.Length ? _files[descriptor] : null;

    /// <summary>FD_CLOEXEC of an open descriptor.</summary>
    public bool IsClosedOnExec(int descriptor) => _closeOnExec[descriptor];

    /// <summary>Sets FD_CLOEXEC of an open descriptor.</summary>
    public void SetClosedOnExec(int descriptor, bool value) => _closeOnExec[descriptor] = value;

    /// <summary>
    /// Gives a file the lowest free descriptor that is not below <paramref name="from"/>; the table takes the caller's
    /// reference over. EMFILE at the limit; then the caller keeps it.
    /// </summary>
    public Result Add(OpenFile file, bool closeOnExec, ulong limit, int from = 0)
    {
        int at = int.Max(from, _lowestFree);
        while (at < _files.Length && _files[at] is not null)
            at++;
        if ((ulong)at >= limit)
            return Errno.EMFILE;
        Put(at, file, closeOnExec);
        if (from <= _lowestFree)
            _lowestFree = at + 1;
        return at;
    }

    /// <summary>Gives a file a certain descriptor, which is free.</summary>
    public void Put(int descriptor, OpenFile file, bool closeOnExec)
    {
        if (descriptor >= _files.Length)
        {
            int size = _files.Length;
            while (size <= descriptor)
                size *= 2;
            OpenFile?[] files = new OpenFile?[size];
            bool[] flags = new bool[size];
            new ReadOnlySpan<OpenFile?>(_files).CopyTo(files);
            new ReadOnlySpan<bool>(_closeOnExec).CopyTo(flags);
            _files = files;
            _closeOnExec = flags;
        }

        _files[descriptor] = file;
        _closeOnExec[descriptor] = closeOnExec;
        Count++;
    }

    /// <summary>Frees a descriptor and gives its file, which the caller releases; null when it was not open.</summary>
    public OpenFile? Take(int descriptor)
    {
        OpenFile? file = this[descriptor];
        if (file is null)
            return null;
        if (Capability.HostSockets && file.HostHandle >= 0)
            HostHandles.Forget();
        _files[descriptor] = null;
        _lowestFree = int.Min(_lowestFree, descriptor);
        Count--;
        return file;
    }
}
