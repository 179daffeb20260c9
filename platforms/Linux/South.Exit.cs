namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static void Exit(int status)
    {
        if (Capability.Processes)
        {
            EndOthers();
        }

        while (true)
        {
            Host.Exit((uint)(status & 0xFF));
        }
    }

    /// <inheritdoc/>
    public static void ExitBySignal(int signal)
    {
        if (!Capability.Processes || IsOfFirstProcess(Current()))
        {
            DieOf(signal);
        }

        // A signal that does not end a process by default; a shell would report this status for one that does.
        Exit(128 + signal);
    }

    /// <summary>Ends the first process as the signal does by default, if it does.</summary>
    internal static void DieOf(int signal)
    {
        SignalAction byDefault = default;
        ulong none = 0;
        Host.SetAction((uint)signal, &byDefault);
        Host.SetMask(&none);
        Host.Kill(s_processId, (uint)ThreadState.Of(Current())->ThreadId, (uint)signal);
    }
}
