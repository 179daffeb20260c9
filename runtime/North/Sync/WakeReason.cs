namespace LiteBox.North;

/// <summary>Why a blocked thread goes on.</summary>
public enum WakeReason
{
    /// <summary>Another thread woke it.</summary>
    Woken,

    /// <summary>The deadline has passed.</summary>
    TimedOut,

    /// <summary>A signal that is not blocked, or the thread's end, waits for it.</summary>
    Interrupted,
}
