using System;
using System.Collections.Generic;

namespace LiteBox;

/// <summary>The start of the library OS for a program that is compiled into it.</summary>
internal static unsafe class Machine
{
    /// <summary>The policy: what the bundle grants and says.</summary>
    internal static North.Policy Policy { get; private set; } = North.Policy.Empty;

    /// <summary>Arguments, the program's name first.</summary>
    internal static List<byte[]> Arguments { get; } = new();

    /// <summary>Starts it and gives the first thread, with the lock held.</summary>
    internal static North.Thread Start(BootBlock* boot)
    {
        North.Thread thread = North.Boot.Start(boot, out North.Policy policy);
        Policy = policy;
        for (int i = 0; i < policy.Arguments.Count; i++)
            Arguments.Add(policy.Arguments[i]);
        if (policy.AppendHostArguments)
            AddHostArguments(South.South.HostArguments);

        // A write that nobody reads, and a file that would grow too large, are errors here and no signals.
        North.SignalAction ignore = new() { Handler = North.SignalAction.Ignore };
        thread.Process.SetAction(North.Signal.SIGPIPE, ignore);
        thread.Process.SetAction(North.Signal.SIGXFSZ, ignore);
        North.Boot.Seal(policy);
        return thread;
    }

    private static void AddHostArguments(ReadOnlySpan<byte> rest)
    {
        for (int length = rest.IndexOf((byte)0); length >= 0; length = rest.IndexOf((byte)0))
        {
            Arguments.Add(rest[..length].ToArray());
            rest = rest[(length + 1)..];
        }
    }
}
