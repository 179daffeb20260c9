using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>
/// Measures each benchmark natively and boxed in turn, several times, and prints the middle of each with their ratio.
/// Options: <c>--rounds N</c> (default 7), <c>--only TEXT</c> (benchmarks whose name contains it).
/// </summary>
internal static class Program
{
    private const double Millisecond = 1e6;

    private static int Main(string[] arguments)
    {
        int rounds = 7;
        string only = "";
        for (int i = 0; i < arguments.Length; i++)
            switch (arguments[i])
            {
                case "--rounds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out int n) && n > 0:
                    rounds = n;
                    i++;
                    break;
                case "--only" when i + 1 < arguments.Length:
                    only = arguments[++i];
                    break;
                default:
                    Console.Error.WriteLine($"bench: unknown option '{arguments[i]}'; there are --rounds N and --only TEXT");
                    return 2;
            }
        int met = 0, goals = 0, failed = 0;
        Console.WriteLine($"{"benchmark",-30}{"native",14}{"boxed",14}{"boxed is",18}   target");
        foreach ((string name, Func<Measurement> measure) in Benchmarks(rounds, only))
        {
            Measurement m;
            try
            {
                m = measure();
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException or FileNotFoundException)
            {
                // The others are still worth seeing.
                failed++;
                Console.WriteLine($"{name,-30}failed: {e.Message.Trim()}");
                continue;
            }
            bool isMet = m.Goal?.IsMet(m.NativeMedian, m.BoxedMedian) ?? false;
            goals += m.Goal is null ? 0 : 1;
            met += isMet ? 1 : 0;
            Console.WriteLine(
                $"{m.Name,-30}{Time(m.NativeMedian),14}{Time(m.BoxedMedian),14}{Ratio(m),18}   {(m.Goal is null ? "" : $"{m.Goal}: {(isMet ? "pass" : "MISS")}")}");
        }
        Console.WriteLine($"{met} of {goals} targets met; the middle of {rounds} rounds, native and boxed in turn");
        return failed == 0 ? 0 : 1;
    }

    private static IEnumerable<(string Name, Func<Measurement> Measure)> Benchmarks(int rounds, string only)
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
            ("mmap + touch + munmap, 64 KB", "mmap", 100_000, null),
            ("clock_gettime", "clock", 5_000_000, null),
            ("futex ping-pong", "futex", 30_000, null),
            ("thread create + join", "thread", 5_000, null),
            ("CPU-bound loop", "cpu", 100_000_000, new Goal.Within(0.01)),
        ];
        foreach ((string name, string key, long count, Goal? goal) in inside.Where(b => b.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            yield return (name, () => Inside(name, goal, calls.Value, [key, count.ToString(CultureInfo.InvariantCulture), data], rounds));
        var children = new Lazy<(string Native, string Boxed)>(() =>
        {
            string program = Programs.Compile("children", "-static");
            return (program, Programs.Bundle(program, "--guest-path", program));
        });
        (string Name, string Key, long Count, Goal? Goal)[] processes =
        [
            ("fork + exit + wait", "fork", 2_000, new Goal.Within(1)),
            ("fork + exec + wait", "forkexec", 1_000, null),
            ("posix_spawn + wait", "spawn", 1_000, null),
            ("pipe between processes", "pipe", 20_000, null),
        ];
        foreach ((string name, string key, long count, Goal? goal) in processes.Where(b => b.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            yield return (name, () => Inside(name, goal, children.Value, [key, count.ToString(CultureInfo.InvariantCulture)], rounds));
        var starts = new (string Name, string Kind, Goal? Goal)[]
        {
            ("start of static hello", "-static", new Goal.AtMostMore(Millisecond)),
            ("start of dynamic hello", "", null),
        };
        foreach ((string name, string kind, Goal? goal) in starts.Where(b => b.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            yield return (name, () =>
            {
                string hello = Programs.Compile("hello", kind.Length == 0 ? [] : [kind]);
                return Whole(name, goal, hello, Programs.Bundle(hello), [], "/dev/null", rounds * 20);
            }
            );
        const string Boot = "QEMU start to first output";
        if (Boot.Contains(only, StringComparison.OrdinalIgnoreCase))
            yield return (Boot, () => Machines(Boot, new Goal.AtMostMore(150 * Millisecond), Programs.Compile("hello", "-static"), [], rounds, all: false));
        const string Flood = "QEMU, 1 MB of output";
        if (Flood.Contains(only, StringComparison.OrdinalIgnoreCase))
            yield return (Flood, () => Machines(Flood, null, Programs.Compile("echo", "-static"), ["flood", "1000000"], rounds, all: true));
        const string Sqlite = "sqlite3, 100 000 inserts";
        if (Sqlite.Contains(only, StringComparison.OrdinalIgnoreCase))
            yield return (Sqlite, () =>
            {
                // Natively on a file system in memory too: what is compared is not the disk.
                string folder = Directory.CreateDirectory("/dev/shm/litebox-bench").FullName;
                string sqlite = Programs.Installed("sqlite3", "sqlite3");
                string bundle = Programs.Bundle(sqlite, "--file", folder + ":" + folder);
                Measurement m = Whole(Sqlite, null, sqlite, bundle, ["-init", "/dev/null"], Programs.Inserts(folder + "/inserts.db"), rounds);
                Directory.Delete(folder, recursive: true);
                return m;
            }
            );
    }

    // The program times itself and prints nanoseconds.
    private static Measurement Inside(string name, Goal? goal, (string Native, string Boxed) programs, string[] arguments, int rounds)
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

    // The time from start to end of a whole program.
    private static Measurement Whole(string name, Goal? goal, string native, string boxed, string[] arguments, string input, int rounds)
    {
        string starter = Programs.Compile("start");
        string output = Command.Check(
            starter, [.. new[] { rounds.ToString(CultureInfo.InvariantCulture), input, native }, .. arguments, ":::", boxed, .. arguments]);
        double[][] rows = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        return new Measurement(name, goal, [.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])]);
    }

    // Natively the whole program, in a machine from the start of the emulator to the first byte or to the last.
    private static Measurement Machines(string name, Goal? goal, string program, string[] arguments, int rounds, bool all)
    {
        string image = Programs.Bundle(program, ["--target", "kvm", .. arguments.Select(argument => "--arg=" + argument)]);
        var native = new List<double>();
        var boxed = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            long before = Stopwatch.GetTimestamp();
            Command.Check(program, arguments);
            native.Add(Stopwatch.GetElapsedTime(before).TotalNanoseconds);
            (double first, double last) = Machine.Run(image);
            boxed.Add(all ? last : first);
        }
        return new Measurement(name, goal, native, boxed);
    }

    private static double Number(string program, string[] arguments) =>
        double.Parse(Command.Check(program, arguments), CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
        < Millisecond => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:0.00} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / Millisecond:0.00} ms"),
    };

    private static string Ratio(Measurement m) => m.NativeMedian >= m.BoxedMedian
        ? string.Create(CultureInfo.InvariantCulture, $"{m.NativeMedian / m.BoxedMedian:0.00}x faster")
        : string.Create(CultureInfo.InvariantCulture, $"{m.BoxedMedian / m.NativeMedian:0.00}x slower");
}
