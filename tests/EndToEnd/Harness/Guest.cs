using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Guest programs: compiled from Guests/, or found on the machine. A missing compiler or program fails the test.</summary>
internal static class Guest
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_built = new();

    /// <summary>A C program, linked statically against glibc.</summary>
    public static string StaticC(string name) => Build(name + ".c", "static", "gcc", "gcc", "-static", "-O1", "-w", "-pthread");

    /// <summary>A C program, linked statically against musl.</summary>
    public static string MuslC(string name) => Build(name + ".c", "musl", "musl-gcc", "musl-tools", "-static", "-O1", "-w");

    /// <summary>A C program that needs ld.so and libc.so.6.</summary>
    public static string DynamicC(string name) => Build(name + ".c", "dynamic", "gcc", "gcc", "-O1", "-w", "-pthread");

    /// <summary>A C++ program that needs libstdc++.so.6.</summary>
    public static string DynamicCpp(string name) => Build(name + ".cpp", "dynamic", "g++", "g++", "-std=c++20", "-O1", "-pthread");

    /// <summary>A Rust program with nothing dynamic.</summary>
    public static string StaticRust(string name) =>
        Build(name + ".rs", "static", "rustc", "rustc", "--edition", "2021", "-O", "-C", "target-feature=+crt-static");

    /// <summary>A library for LD_PRELOAD.</summary>
    public static string Preload(string name) =>
        Build(name + ".c", "preload", "gcc", "gcc", "-shared", "-fPIC", "-O2", "-fno-stack-protector");

    /// <summary>The guest of the given kind, as tests name it: static, musl, dynamic, cpp, rust.</summary>
    public static string Of(string kind, string name) => kind switch
    {
        "static" => StaticC(name),
        "musl" => MuslC(name),
        "dynamic" => DynamicC(name),
        "cpp" => DynamicCpp(name),
        "rust" => StaticRust(name),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A program of the machine, without symbolic links in its path.</summary>
    public static string Installed(string name, string package)
    {
        string path = Find(name) ?? throw Missing(name, package);
        return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    /// <summary>A tool of the machine that the tests themselves run.</summary>
    public static string Tool(string name, string package) => Find(name) ?? throw Missing(name, package);

    private static string Build(string source, string kind, string compiler, string package, params string[] options) =>
        s_built.GetOrAdd(kind + "/" + source, _ => new Lazy<string>(() => Compile(source, kind, Tool(compiler, package), options))).Value;

    private static string Compile(string source, string kind, string compiler, string[] options)
    {
        string path = Path.Combine(Repository.Guests, source);
        string[] headers = [.. Directory.GetFiles(Repository.Guests, "*.h").Order(StringComparer.Ordinal)];
        byte[] content = [.. File.ReadAllBytes(path), .. headers.SelectMany(File.ReadAllBytes)];
        string key = Convert.ToHexStringLower(SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(compiler + string.Join('\0', options))]))[..12];
        string folder = Directory.CreateDirectory(Path.Combine(Repository.Work, "guests", kind + "-" + key)).FullName;
        string output = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        if (!File.Exists(output))
        {
            // Written beside and moved: a build that was broken off leaves nothing that looks whole.
            string part = output + ".part";
            Command.Check(compiler, [.. options, "-o", part, path]);
            File.Move(part, output);
        }
        return output;
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Append("/usr/bin").Append("/usr/sbin").Append("/sbin")
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static FileNotFoundException Missing(string name, string package) =>
        new($"'{name}' is not installed; the tests need it: apt-get install {package}");
}
