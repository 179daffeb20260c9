using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Conformance;

/// <summary>What the cases of one area printed, natively or in the box.</summary>
internal sealed class CaseRun
{
    // Nobody: the cases are those of an ordinary user, whoever runs the tests.
    private const int Unprivileged = 65534;

    private static readonly ConcurrentDictionary<(string Area, bool Boxed), Lazy<CaseRun>> s_runs = new();

    private CaseRun(Dictionary<string, string> results, HashSet<int> covered, string trouble)
    {
        Results = results;
        Covered = covered;
        Trouble = trouble;
    }

    /// <summary>Each case's name with what it printed.</summary>
    public IReadOnlyDictionary<string, string> Results { get; }

    /// <summary>The numbers of the system calls that the cases are about.</summary>
    public IReadOnlySet<int> Covered { get; }

    /// <summary>What went wrong with the run itself; empty when nothing did.</summary>
    public string Trouble { get; }

    /// <summary>The areas, as Guests/engine.c names them.</summary>
    public static IReadOnlyList<string> Areas { get; } =
        ["files", "paths", "memory", "signals", "time", "threads", "events", "pipes", "processes", "sockets", "identity", "waits", "ipc"];

    /// <summary>The run of an area; each runs once.</summary>
    public static CaseRun Of(string area, bool boxed) =>
        s_runs.GetOrAdd((area, boxed), key => new Lazy<CaseRun>(() => Run(key.Area, key.Boxed))).Value;

    private static CaseRun Run(string area, bool boxed)
    {
        Dictionary<string, string> results = new(StringComparer.Ordinal);
        HashSet<int> covered = [];
        string trouble = "";
        string scratch = boxed ? "/tmp/conformance" : Scratch(area);
        // A case that hangs or crashes ends the program; it goes on behind that one.
        for (int first = 0, runs = 0; ; runs++)
        {
            Outcome outcome = Command.Run(boxed ? Program.Boxed : Program.Native,
                [area, scratch, User(), User(), boxed ? "boxed" : "native", first.ToString(CultureInfo.InvariantCulture)], limit: TimeSpan.FromSeconds(100));
            int again = -1;
            bool done = false;
            foreach (string line in outcome.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith("@again ", StringComparison.Ordinal))
                    again = int.Parse(line.AsSpan(7), CultureInfo.InvariantCulture);
                else if (line.StartsWith("@covered", StringComparison.Ordinal))
                    covered.UnionWith(line.Split(' ').Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
                else if (line == "@done")
                    done = true;
                else if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and int colon)
                    results[line[..colon]] = line[(colon + 2)..];
                else
                    trouble += "a line of no case: " + line + "\n";
            }

            if (done && outcome.Error.Length == 0)
                break;
            if (!done)
                trouble += $"ended with {outcome.ExitCode} at case {again}\n";
            trouble += outcome.ErrorText;
            if (done || again < 0 || runs == 5)
                break;
            first = again;
        }

        if (!boxed)
            Command.Check("rm", "-rf", scratch);
        return new CaseRun(results, covered, trouble);
    }

    private static string User() => (Environment.IsPrivilegedProcess ? Unprivileged : Program.UserId).ToString(CultureInfo.InvariantCulture);

    // A tmpfs, as what the box's files are like: what another file system counts and rounds is no matter of the call.
    private static string Scratch(string area)
    {
        string path = Path.Combine("/dev/shm", "litebox-conformance-" + area);
        Command.Check("sh", "-c", $"chmod -R u+rwx {path} 2>/dev/null; rm -rf {path}");
        return path;
    }
}
