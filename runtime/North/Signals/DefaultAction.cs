namespace LiteBox.North;

/// <summary>What a signal does that the process neither catches nor ignores.</summary>
public enum DefaultAction
{
    /// <summary>The process ends. Linux tells "core" apart, which a sandbox without core files need not.</summary>
    Terminate,

    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>All threads stop until SIGCONT.</summary>
    Stop,
}
