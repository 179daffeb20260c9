using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LiteBox.Bench;

/// <summary>Programs from their start to their end.</summary>
internal static class Starts
{
    private const double Millisecond = 1e6;

    public static IEnumerable<Benchmark> All(int rounds) =>
    [
        new("start of static hello", () => Hello("start of static hello", new Goal.AtMostMore(Millisecond), ["-static"], rounds)),
        new("start of dynamic hello", () => Hello("start of dynamic hello", null, [], rounds)),
        new("start of .NET hello", () => DotNet("start of .NET hello", rounds)),
        new("start of python3", () => Python("start of python3", rounds)),
        new("sqlite3, 100 000 inserts", () => Sqlite("sqlite3, 100 000 inserts", rounds)),
    ];

    private static Measurement Hello(string name, Goal? goal, string[] options, int rounds)
    {
        string hello = Programs.Compile("hello", options);
        return Programs.Whole(name, goal, hello, Programs.Bundle(hello), [], "/dev/null", rounds * 20);
    }

    private static Measurement DotNet(string name, int rounds)
    {
        string hello = Programs.Publish("Hello");
        return Programs.Whole(name, new Goal.AtMost(1.1), hello, Programs.Bundle(hello), [], "/dev/null", rounds * 5);
    }

    private static Measurement Python(string name, int rounds)
    {
        // Not what a version manager has put before it in the search path.
        const string Python = "/usr/bin/python3", Library = "/usr/lib/python3.11";
        if (!File.Exists(Python) || !Directory.Exists(Library))
            throw new FileNotFoundException("Debian's Python is not installed: apt-get install python3");
        string[] files = [.. new[] { Library, "/usr/lib/locale/C.utf8" }.Where(Directory.Exists).SelectMany(folder => new[] { "--file", folder + ":" + folder })];
        return Programs.Whole(name, new Goal.AtMost(1.1), Python, Programs.Bundle(Python, files), ["-c", "pass"], "/dev/null", rounds * 5);
    }

    private static Measurement Sqlite(string name, int rounds)
    {
        // Natively on a file system in memory too: what is compared is not the disk.
        string folder = Directory.CreateDirectory("/dev/shm/litebox-bench").FullName;
        string sqlite = Programs.Installed("sqlite3", "sqlite3");
        string bundle = Programs.Bundle(sqlite, "--file", folder + ":" + folder);
        Measurement m = Programs.Whole(name, null, sqlite, bundle, ["-init", "/dev/null"], Programs.Inserts(folder + "/inserts.db"), rounds);
        Directory.Delete(folder, recursive: true);
        return m;
    }
}
