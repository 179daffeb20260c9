namespace LiteBox.Packager.Linking;

/// <summary>What the image writes into an instruction's constant before it installs the filter.</summary>
public enum SeccompPatchKind
{
    /// <summary>Low half of the address after the gate's <c>syscall</c> instruction.</summary>
    GateLow = 0,

    /// <summary>High half of it.</summary>
    GateHigh = 1,

    /// <summary>The process id.</summary>
    ProcessId = 2,
}
