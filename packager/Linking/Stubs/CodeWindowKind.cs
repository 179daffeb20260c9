namespace LiteBox.Packager.Linking.Stubs;

/// <summary>
/// What a signal handler does when the instruction pointer lies in a window. The table in the image has for each: start,
/// end and target as 32-bit offsets from the image's start, then one of these numbers.
/// </summary>
internal enum CodeWindowKind
{
    /// <summary>A memory fault here is the guest's bad pointer: continue at the target.</summary>
    FaultFixup = 0,

    /// <summary>An interrupt here came after the last look at pending work: continue at the target, which looks again.</summary>
    InterruptRestart = 1,

    /// <summary>A fault here belongs to the guest instruction that was about to run; all its registers are in the block.</summary>
    GuestFault = 2,

    /// <summary>An interrupt here came before a blocking host call: continue at the target, which gives up the call.</summary>
    InterruptCall = 3,

    /// <summary>A fault here comes of not finding the block: continue at the target with the block in R11.</summary>
    BlockLookup = 4,
}
