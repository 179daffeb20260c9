namespace LiteBox.Shim.Linux;

/// <summary>What a handler says when it has no result in the usual sense. Never seen by the guest.</summary>
internal static class Outcome
{
    /// <summary>The registers are as the guest shall find them, RAX included.</summary>
    internal const Errno RegistersSet = (Errno)600;

    /// <summary>The registers are those of a system call that was interrupted and is made again.</summary>
    internal const Errno CallAgain = (Errno)601;

    /// <summary>True for the codes by which a handler asks to be called again after an interruption.</summary>
    internal static bool IsRestart(Errno error) =>
        error is Errno.ERESTARTSYS or Errno.ERESTARTNOINTR or Errno.ERESTARTNOHAND or Errno.ERESTART_RESTARTBLOCK;
}
