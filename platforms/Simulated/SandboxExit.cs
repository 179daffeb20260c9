using System;

namespace LiteBox.South;

/// <summary>Thrown where the real host would end the sandbox or the thread, so that the test that drives it goes on.</summary>
public sealed class SandboxExit : Exception
{
    internal SandboxExit(SandboxExitKind kind, int value)
        : base($"{kind} {value}")
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>What ended, and how.</summary>
    public SandboxExitKind Kind { get; }

    /// <summary>The exit status or the signal.</summary>
    public int Value { get; }
}
