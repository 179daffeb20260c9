namespace LiteBox.North;

/// <summary>What a memory fault of the guest is.</summary>
public enum FaultMeaning
{
    /// <summary>None: the access can be tried again.</summary>
    Resolved,

    /// <summary>SIGSEGV, SEGV_MAPERR: nothing is mapped there.</summary>
    NotMapped,

    /// <summary>SIGSEGV, SEGV_ACCERR: the mapping forbids it.</summary>
    Protected,

    /// <summary>SIGBUS, BUS_ADRERR: past the end of the mapped file.</summary>
    PastEnd,
}
