namespace LiteBox.North;

/// <summary>Process groups (credentials(7)): they are nothing but the processes that name the same number.</summary>
public static class ProcessGroups
{
    /// <summary>True when a process of a session is in the group.</summary>
    public static bool Exists(int group, int session)
    {
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            Process process = Kernel.ProcessAt(i);
            if (process.Group == group && process.Session == session)
                return true;
        }

        return false;
    }

    /// <summary>True when any process is in the group.</summary>
    public static bool Exists(int group)
    {
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            if (Kernel.ProcessAt(i).Group == group)
                return true;
        }

        return false;
    }

    /// <summary>
    /// True when no member has a parent in another group of the same session: nobody could let it go on, so terminal stops do
    /// nothing to it (setpgid(2)).
    /// </summary>
    public static bool IsOrphaned(int group) => IsOrphaned(group, null);

    /// <summary>
    /// The end of a process may have orphaned a group: when it did and a member is stopped, all members get SIGHUP and SIGCONT
    /// (_exit(2)).
    /// </summary>
    internal static void ReleaseOrphans(int group, Process ended)
    {
        bool stopped = false;
        for (int i = 0; i < Kernel.ProcessCount && !stopped; i++)
            stopped = Kernel.ProcessAt(i).Group == group && Kernel.ProcessAt(i).IsStopped;
        if (!stopped || !IsOrphaned(group, ended))
            return;
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            Process process = Kernel.ProcessAt(i);
            if (process.Group != group)
                continue;
            _ = process.Post(SignalInfo.FromKernel(Signal.SIGHUP));
            _ = process.Post(SignalInfo.FromKernel(Signal.SIGCONT));
        }
    }

    private static bool IsOrphaned(int group, Process? except)
    {
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            Process process = Kernel.ProcessAt(i);
            if (process != except && process.Group == group && !process.IsZombie
                && process.Parent is { } parent && parent.Group != group && parent.Session == process.Session)
            {
                return false;
            }
        }

        return true;
    }
}
