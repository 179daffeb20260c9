using System;
using System.Globalization;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>The programs that are measured, and their bundles.</summary>
internal static class Programs
{
    private static readonly string s_folder = Directory.CreateDirectory(Path.Combine(Repository.Work, "bench")).FullName;

    /// <summary>Compiles a C program of the benchmarks or of the end-to-end tests.</summary>
    public static string Compile(string name, params string[] options)
    {
        string source = new[] { Path.Combine(Repository.Root, "bench", "Guests", name + ".c"), Path.Combine(Repository.Guests, name + ".c") }.First(File.Exists);
        string output = Path.Combine(s_folder, name + (options.Contains("-static") ? "-static" : "-dynamic"));
        Command.Check(Installed("gcc", "gcc"), [.. options, "-O2", "-pthread", "-o", output, source]);
        return output;
    }

    /// <summary>Makes the bundle of a program.</summary>
    public static string Bundle(string program, params string[] options)
    {
        string output = Path.Combine(s_folder, Path.GetFileName(program) + ".box");
        Command.Check(Repository.Tool, [.. new[] { "bundle", program, "-o", output }, .. options]);
        return output;
    }

    /// <summary>Publishes a sample as an ordinary program of this machine and gives its executable.</summary>
    public static string Publish(string sample)
    {
        string output = Folder("publish-" + sample), project = Path.Combine(Repository.Root, "samples", sample, sample + ".csproj");
        Command.Check("dotnet", "publish", project, "-o", output, "--nologo", "--verbosity", "quiet");
        return Path.Combine(output, sample);
    }

    /// <summary>A folder for what a benchmark needs.</summary>
    public static string Folder(string name) => Directory.CreateDirectory(Path.Combine(s_folder, name)).FullName;

    /// <summary>The time from start to end of a whole program.</summary>
    public static Measurement Whole(string name, Goal? goal, string native, string boxed, string[] arguments, string input, int rounds)
    {
        string starter = Compile("start");
        string output = Command.Check(
            starter, [.. new[] { rounds.ToString(CultureInfo.InvariantCulture), input, native }, .. arguments, ":::", boxed, .. arguments]);
        double[][] rows = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        return new Measurement(name, goal, [.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])]);
    }

    /// <summary>A program of the machine.</summary>
    public static string Installed(string name, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"'{name}' is not installed: apt-get install {package}");

    /// <summary>A file that the benchmarks read.</summary>
    public static string DataFile()
    {
        string path = Path.Combine(s_folder, "data.bin");
        File.WriteAllBytes(path, [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * 7))]);
        return path;
    }

    /// <summary>100 000 INSERT statements in one transaction.</summary>
    public static string Inserts(string database)
    {
        string path = Path.Combine(s_folder, "inserts.sql");
        using var text = new StreamWriter(path);
        text.WriteLine($".open --new {database}");
        text.WriteLine("PRAGMA journal_mode = DELETE; CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, amount INTEGER); BEGIN;");
        for (int i = 0; i < 100_000; i++)
            text.WriteLine($"INSERT INTO t VALUES ({i}, 'name-{i * 7919L % 100_000}', {i * 31 % 1000});");
        text.WriteLine("COMMIT; SELECT count(*), sum(amount) FROM t;");
        return path;
    }
}
