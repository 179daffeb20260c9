namespace LiteBox.South;

/// <summary>What came of a page fault of the guest.</summary>
internal enum FaultOutcome
{
    /// <summary>The access is to be tried again.</summary>
    Resolved,

    /// <summary>Nothing is mapped, or not for this kind of access.</summary>
    Refused,

    /// <summary>There is no memory left for the guest.</summary>
    OutOfMemory,
}
