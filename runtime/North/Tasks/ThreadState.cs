namespace LiteBox.North;

/// <summary>What a thread does, as another thread that wants its attention must know it.</summary>
internal enum ThreadState
{
    /// <summary>It runs guest code, or library-OS code that will look at pending work before it leaves.</summary>
    Running,

    /// <summary>It sleeps on its own wake word.</summary>
    Sleeping,

    /// <summary>It is inside a host call that may block.</summary>
    InHostCall,

    /// <summary>Its host thread runs the thread of a child that vfork(2) made.</summary>
    Lent,

    /// <summary>It waits for the host, in a call that a wake interrupts too.</summary>
    InHostWait,
}
