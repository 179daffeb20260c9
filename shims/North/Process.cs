using System;

namespace LiteBox;

/// <summary>The program as a whole: what it was given, and its end.</summary>
public static class Process
{
    /// <summary>Its number (getpid(2)), inside the sandbox.</summary>
    public static int Id => Current.Process.Id;

    /// <summary>Number of arguments, the program's own name among them.</summary>
    public static int ArgumentCount => Machine.Arguments.Count;

    /// <summary>An argument; 0 is the program's name. Those of the project file come before those of the command line.</summary>
    public static ReadOnlySpan<byte> Argument(int index) => Machine.Arguments[index];

    /// <summary>A variable of the environment, which is the project file's and never the host's (getenv(3)). False when it is not set.</summary>
    public static bool TryGetEnvironment(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < Machine.Policy.Environment.Count; i++)
        {
            ReadOnlySpan<byte> variable = Machine.Policy.Environment[i];
            if (variable.Length > name.Length && variable[name.Length] == (byte)'=' && variable.StartsWith(name))
            {
                value = variable[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Fills the span with random bytes of the host or the CPU (getrandom(2)).</summary>
    public static void GetRandom(Span<byte> destination) => South.South.FillRandom(destination);

    /// <summary>Ends the program, all its threads included (exit(2)). Does not return.</summary>
    /// <param name="status">0..255; higher bits are cut off.</param>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Exit(int status)
    {
        Current.Process.Exit(Current.Thread, status);
        throw new InvalidOperationException();
    }
}
