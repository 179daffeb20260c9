using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using LiteBox.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace LiteBox.Conformance;

/// <summary>
/// Random system calls never end or stop the library OS, and leave no process behind. LITEBOX_FUZZ_MINUTES and LITEBOX_FUZZ_SEED
/// (<c>./build.sh fuzz</c>) say for how long and which come first; the same seed makes the same choices in the same bundle.
/// </summary>
public class FuzzTests(ITestOutputHelper log)
{
    private const int Signalled = 128, Aborted = Signalled + 6, TimeLimit = 150, MostTries = 600, EmptyListings = 3;

    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, and the status of a fault that it handles: what the guest does to itself.
    private static readonly int[] s_ownEnds = [75, Signalled + 4, Signalled + 5, Aborted, Signalled + 7, Signalled + 8, Signalled + 11];

    private static readonly string[] s_shape = ["4000", "4", "/tmp/fuzz"];

    [Fact]
    public void RandomCallsDoNotEndTheLibraryOs()
    {
        string granted = Directory.CreateTempSubdirectory("litebox-fuzz-").FullName, output = Path.Combine(Repository.Work, "fuzz.txt");
        string program = Program.Compile("fuzz", "fuzz.c", "fuzz_*.c", "table.c");
        string[] loopback = ["--network", "loopback", "--mount", granted + ":/granted:rw"];
        string[] host = ["--network", "host", "--listen", "40001", "--connect", "127.0.0.1:40001", "--connect", "[::1]:40001", "--connect", "127.0.0.1:40002"];
        string[] bundles =
        [
            Program.Bundle(program, "fuzz-loopback", loopback),
            Program.Bundle(program, "fuzz-host", [.. host, "--mount", granted + ":/granted"]),
            Program.Bundle(program, "fuzz-loopback", loopback),
            Program.Bundle(program, "fuzz-collecting", [.. loopback, "--collect-at-every-call"]),
        ];
        var limit = TimeSpan.FromMinutes(Setting("LITEBOX_FUZZ_MINUTES", 1));
        long first = Setting("LITEBOX_FUZZ_SEED", 1), seed = first;
        int whole = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < limit; seed++)
            whole += RunToItsEnd(bundles[seed % bundles.Length], seed, output) ? 1 : 0;
        // Not Directory.Delete: guests make names that are not UTF-8.
        Command.Check("rm", "-rf", granted);
        log.WriteLine($"seeds {first} to {seed - 1}, {whole} of them to their end");
        Assert.True(whole * 2 >= seed - first, "Most guests ended themselves: the fuzzer does not get far.");
    }

    // What it prints goes to a file: a process that lives on must not keep a pipe open.
    private static bool RunToItsEnd(string bundle, long seed, string output)
    {
        int status;
        try
        {
            status = Command.Run("/bin/sh", ["-c", "exec \"$0\" \"$@\" >" + output + " 2>&1", bundle, seed.ToString(CultureInfo.InvariantCulture), .. s_shape],
                limit: TimeSpan.FromSeconds(TimeLimit)).ExitCode;
        }
        catch (TimeoutException)
        {
            string threads = string.Join('\n', Processes(bundle).SelectMany(static process => Threads(process.Id)));
            EndAll(bundle);
            Assert.Fail($"Seed {seed} in {Path.GetFileName(bundle)} hangs:\n{Tail(output)}\n{threads}");
            return false;
        }

        Assert.True((status == 0 || s_ownEnds.Contains(status)) && !Tail(output).Contains("litebox:", StringComparison.Ordinal),
            $"Seed {seed} in {Path.GetFileName(bundle)} ended the library OS with status {status}:\n{Tail(output)}");

        // One empty listing is not enough: a process that forks after it was taken and ends before it is looked at hides its child.
        for (int tries = 0, empty = 0; empty < EmptyListings; tries++)
        {
            if (!Processes(bundle).Any())
            {
                empty++;
                continue;
            }

            Assert.True(tries < MostTries, $"Seed {seed} in {Path.GetFileName(bundle)} ended with status {status} and leaves processes behind.");
            empty = 0;

            // One that ends by a signal of its own does not get to end its children.
            if (status != 0)
                EndAll(bundle);
            Thread.Sleep(50);
        }

        return status == 0;
    }

    private static string Tail(string output)
    {
        string text = File.ReadAllText(output);
        return text.Length > 4000 ? text[^4000..] : text;
    }

    /// <summary>Where the threads of a process are: the state of each, and the system call that it waits in, with its arguments.</summary>
    private static List<string> Threads(int process)
    {
        List<string> threads = [];
        try
        {
            foreach (string task in Directory.GetDirectories($"/proc/{process}/task"))
            {
                string state = File.ReadLines(task + "/status").First(static line => line.StartsWith("State:", StringComparison.Ordinal));
                threads.Add($"{process}/{Path.GetFileName(task)} {state} {File.ReadAllText(task + "/syscall").Trim()}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or nobody may look.
            threads.Add($"{process} {e.Message}");
        }

        return threads;
    }

    private static void EndAll(string bundle)
    {
        foreach (Process process in Processes(bundle))
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It has just ended.
            }
        }
    }

    private static IEnumerable<Process> Processes(string bundle)
    {
        foreach (Process process in Process.GetProcesses())
        {
            string? program = null;
            try
            {
                program = File.ResolveLinkTarget($"/proc/{process.Id}/exe", returnFinalTarget: false)?.FullName;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }

            if (program == bundle)
                yield return process;
        }
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
