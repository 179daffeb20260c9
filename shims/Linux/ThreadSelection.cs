namespace LiteBox.Shim.Linux;

/// <summary>The threads that setpriority(2) and ioprio_set(2) mean: one, those of a process group, or those of a user.</summary>
internal struct ThreadSelection
{
    private readonly Thread _caller;
    private readonly Kind _kind;
    private readonly int _who;
    private Process? _process;
    private int _next;

    public ThreadSelection(Thread caller, Kind kind, int who)
    {
        _caller = caller;
        _kind = kind;
        _who = who;
    }

    /// <summary>How they are named.</summary>
    public enum Kind
    {
        /// <summary>A thread by its number; 0: the caller.</summary>
        One,

        /// <summary>A process group; 0: the caller's.</summary>
        Group,

        /// <summary>A real user; 0: the caller's.</summary>
        User,
    }

    /// <summary>The kind that a call names by a number, of which <paramref name="firstKind"/> is the lowest.</summary>
    public static bool TryRead(int which, int firstKind, out Kind kind)
    {
        kind = (Kind)(which - firstKind);
        return kind is >= Kind.One and <= Kind.User;
    }

    /// <summary>The next of them; null after the last.</summary>
    public Thread? Next()
    {
        if (_kind == Kind.One)
            return _next++ == 0 ? Scheduling.Find(_caller, _who) : null;
        while (true)
        {
            if (_process is not null && _next < _process.Threads.Count)
                return _process.Threads[_next++];
            _next = 0;
            _process = Kernel.NextProcess(_process?.Id ?? 0);
            if (_process is null)
                return null;
            if (!Holds(_process))
                _next = _process.Threads.Count;
        }
    }

    private readonly bool Holds(Process process)
    {
        if (_kind == Kind.Group)
            return process.Group == (_who == 0 ? _caller.Process.Group : _who);
        return process.Credentials.RealUser == (_who == 0 ? _caller.Process.Credentials.RealUser : (uint)_who);
    }
}
