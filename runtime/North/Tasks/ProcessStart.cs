namespace LiteBox.North;

/// <summary>How a child process starts.</summary>
public struct ProcessStart
{
    /// <summary>What it has in common with its parent.</summary>
    public ProcessSharing Sharing;

    /// <summary>True when the caller waits until the child has ended or started another program (CLONE_VFORK).</summary>
    public bool HoldsParent;

    /// <summary>The signal that its end sends to its parent; 0: none.</summary>
    public int EndSignal;

    /// <summary>Its stack pointer; 0: the parent's.</summary>
    public ulong Stack;

    /// <summary>Its FS base; null: the parent's.</summary>
    public ulong? ThreadPointer;

    /// <summary>CLONE_CLEAR_SIGHAND: caught signals are back at their default.</summary>
    public bool ResetsSignals;

    /// <summary>Where its number is stored.</summary>
    public ThreadAddresses Addresses;
}
