namespace LiteBox.North;

/// <summary>Which children a wait is for.</summary>
public readonly struct WaitTarget
{
    private readonly int _id;
    private readonly int _group;
    private readonly Process? _process;

    private WaitTarget(int id, int group, Process? process)
    {
        _id = id;
        _group = group;
        _process = process;
    }

    /// <summary>All of them.</summary>
    public static WaitTarget Any => default;

    /// <summary>The one with a number.</summary>
    public static WaitTarget OfId(int id) => new(id, 0, null);

    /// <summary>Those in a process group.</summary>
    public static WaitTarget OfGroup(int group) => new(0, group, null);

    /// <summary>This one.</summary>
    public static WaitTarget Of(Process process) => new(0, 0, process);

    internal bool Matches(Process child, WaitOptions options)
    {
        if ((_id != 0 && child.Id != _id) || (_group != 0 && child.Group != _group) || (_process is not null && child != _process))
            return false;
        return (options & WaitOptions.All) != 0 || child.EndSignal != Signal.SIGCHLD == ((options & WaitOptions.Clone) != 0);
    }
}
