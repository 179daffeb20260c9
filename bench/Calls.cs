using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>System calls one by one, in programs that time themselves.</summary>
internal static class Calls
{
    public static IEnumerable<Benchmark> All(int rounds)
    {
        var five = new Goal.Faster(5);
        string data = Programs.DataFile();
        var calls = new Lazy<(string Native, string Boxed)>(() =>
        {
            string program = Programs.Compile("calls", "-static");
            return (program, Programs.Bundle(program, "--file", data + ":" + data));
        });
        (string Name, string Key, long Count, Goal? Goal)[] inside =
        [
            ("getppid", "getppid", 2_000_000, five),
            ("pread of 64 bytes", "pread", 1_000_000, five),
            ("pipe write + read of 64 bytes", "pipe", 500_000, five),
            ("open + close", "open", 300_000, five),
            ("stat", "stat", 300_000, five),
            ("mmap + touch + munmap, 64 KB", "mmap", 20_000, null),
            ("clock_gettime", "clock", 5_000_000, null),
            ("futex ping-pong", "futex", 30_000, null),
            ("thread create + join", "thread", 5_000, null),
            ("CPU-bound loop", "cpu", 100_000_000, new Goal.Within(0.01)),
        ];
        var children = new Lazy<(string Native, string Boxed)>(() =>
        {
            string program = Programs.Compile("children", "-static");
            return (program, Programs.Bundle(program, "--guest-path", program));
        });
        (string Name, string Key, long Count, Goal? Goal)[] processes =
        [
            ("fork + exit + wait", "fork", 1_000, new Goal.AtMost(2)),
            ("fork + exec + wait", "forkexec", 500, null),
            ("posix_spawn + wait", "spawn", 500, null),
            ("pipe between processes", "pipe", 20_000, null),
        ];
        return
        [
            .. inside.Select(b => new Benchmark(b.Name, () => Measure(b.Name, b.Goal, calls.Value, [b.Key, Text(b.Count), data], rounds))),
            .. processes.Select(b => new Benchmark(b.Name, () => Measure(b.Name, b.Goal, children.Value, [b.Key, Text(b.Count)], rounds))),
        ];
    }

    // The program times itself and prints nanoseconds.
    private static Measurement Measure(string name, Goal? goal, (string Native, string Boxed) programs, string[] arguments, int rounds)
    {
        var native = new List<double>();
        var boxed = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            native.Add(Number(programs.Native, arguments));
            boxed.Add(Number(programs.Boxed, arguments));
        }
        return new Measurement(name, goal, native, boxed);
    }

    private static double Number(string program, string[] arguments) =>
        double.Parse(Command.Check(program, arguments), CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
