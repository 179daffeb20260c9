using System;

namespace LiteBox.North;

/// <summary>The SA_ flags of sigaction(2).</summary>
[Flags]
public enum SignalFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>SA_NOCLDSTOP: no SIGCHLD for children that stop.</summary>
    NoChildStop = 1,

    /// <summary>SA_NOCLDWAIT: children leave no zombies.</summary>
    NoChildWait = 2,

    /// <summary>SA_SIGINFO: the handler takes three arguments.</summary>
    SigInfo = 4,

    /// <summary>SA_UNSUPPORTED: never stored, so that a program can see which flags are known.</summary>
    Unsupported = 0x400,

    /// <summary>SA_EXPOSE_TAGBITS: kept, though addresses have no tags here.</summary>
    ExposeTagBits = 0x800,

    /// <summary>SA_RESTORER: <see cref="SignalAction.Restorer"/> is given.</summary>
    Restorer = 0x0400_0000,

    /// <summary>SA_ONSTACK: run on the alternate stack.</summary>
    OnStack = 0x0800_0000,

    /// <summary>SA_RESTART: restart the interrupted call.</summary>
    Restart = 0x1000_0000,

    /// <summary>SA_NODEFER: the signal itself is not blocked while its handler runs.</summary>
    NoDefer = 0x4000_0000,

    /// <summary>SA_RESETHAND: back to the default action when the handler is called.</summary>
    ResetHandler = 0x8000_0000,
}
