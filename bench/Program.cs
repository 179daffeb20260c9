using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LiteBox.Bench;

/// <summary>
/// Measures each benchmark natively and boxed in turn, several times, and prints the middle of each (of servers the mean) with their ratio.
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
        IEnumerable<Benchmark> all = [.. Calls.All(rounds), .. Starts.All(rounds), .. Machines.All(rounds), .. Servers.All(rounds), .. Builds.All(rounds)];
        int met = 0, goals = 0, failed = 0;
        Console.WriteLine($"{"benchmark",-32}{"native",14}{"boxed",14}{"boxed is",18}   target");
        foreach (Benchmark benchmark in all.Where(b => b.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            Measurement m;
            try
            {
                m = benchmark.Measure();
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
            {
                // The others are still worth seeing.
                failed++;
                Console.WriteLine($"{benchmark.Name,-32}failed: {e.Message.Trim()}");
                continue;
            }
            bool isMet = m.Goal?.IsMet(m.NativeTime, m.BoxedTime) ?? false;
            goals += m.Goal is null ? 0 : 1;
            met += isMet ? 1 : 0;
            Console.WriteLine(
                $"{m.Name,-32}{Shown(m, m.NativeTime),14}{Shown(m, m.BoxedTime),14}{Ratio(m),18}   {(m.Goal is null ? "" : $"{m.Goal}: {(isMet ? "pass" : "MISS")}")}");
        }
        Console.WriteLine($"{met} of {goals} targets met; the middle of {rounds} rounds, of servers the mean; native and boxed in turn");
        return failed == 0 ? 0 : 1;
    }

    private static string Shown(Measurement m, double nanoseconds) => m.IsRate ? $"{1e9 / nanoseconds:0}/s" : nanoseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
        < Millisecond => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:0.00} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / Millisecond:0.00} ms"),
    };

    private static string Ratio(Measurement m) => m.NativeTime >= m.BoxedTime
        ? string.Create(CultureInfo.InvariantCulture, $"{m.NativeTime / m.BoxedTime:0.00}x faster")
        : string.Create(CultureInfo.InvariantCulture, $"{m.BoxedTime / m.NativeTime:0.00}x slower");
}
