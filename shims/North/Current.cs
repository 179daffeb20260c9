namespace LiteBox;

/// <summary>
/// The thread that runs. A program on North holds the library OS's one lock all the time and gives it up only where it
/// waits, so one field does: whoever comes back from a wait writes itself into it again.
/// </summary>
internal static class Current
{
    /// <summary>The holder of the lock.</summary>
    internal static North.Thread Thread { get; set; } = null!;

    /// <summary>Its process; there is one.</summary>
    internal static North.Process Process => Thread.Process;

    /// <summary>The calling thread may have been away: it is the current one again. A good moment to collect garbage, too.</summary>
    internal static void Resume(North.Thread thread)
    {
        Thread = thread;
        North.Collection.AtCallEnd();
    }
}
