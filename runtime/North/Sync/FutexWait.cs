namespace LiteBox.North;

/// <summary>A word to wait for, and the value that it must have: what futex_waitv(2) takes several of.</summary>
public struct FutexWait
{
    /// <summary>The word.</summary>
    public FutexWord Word;

    /// <summary>The value that the word must have for the caller to sleep.</summary>
    public uint Expected;
}
