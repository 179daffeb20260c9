using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LiteBox.EndToEnd.Harness;

/// <summary>The one list of programs that run on every South.</summary>
internal static class HostedPrograms
{
    /// <summary>The programs by name.</summary>
    public static IReadOnlyDictionary<string, Func<Comparison>> All { get; } = Make();

    private static Dictionary<string, Func<Comparison>> Make()
    {
        var all = new Dictionary<string, Func<Comparison>>();
        foreach (string kind in (string[])["static", "musl", "dynamic"])
        {
            all["hello, " + kind] = () => new Comparison(Guest.Of(kind, "hello"));
            all["input, " + kind] = () => new Comparison(Guest.Of(kind, "echo")) { Arguments = ["copy"], Input = Numbers(5000) };
            all["arguments, " + kind] = () => new Comparison(Guest.Of(kind, "echo"))
            {
                Arguments = ["one", "", "two words", "-x", "--", "ünï", "100%", "line\nbreak", new string('l', 20_000)],
                Options = new BundleOptions { Environment = new Dictionary<string, string> { ["WITH"] = "a=b c\td", ["EMPTY"] = "" } },
            };
        }
        foreach (string ending in (string[])["return 255", "exit 3", "abort", "segv", "fpe", "ill", "thread-segv", "signal 9"])
            all["ending, " + ending] = () => new Comparison(Guest.StaticC("ending")) { Arguments = ending.Split(' ') };
        foreach (string name in (string[])
            ["memory", "paths", "fileio", "directories", "pipes", "threads", "signals", "overflow", "vectors", "clocks", "pointers", "errors", "rawsyscall", "returns"])
            all[name + ", static"] = () => System("static", name);
        foreach (string name in (string[])["memory", "threads", "signals"])
            all[name + ", dynamic"] = () => System("dynamic", name);
        foreach (string kind in (string[])["static", "musl", "dynamic"])
            all["vdso, " + kind] = () => System(kind, "vdso");
        all["reservations"] = () => new Comparison(Guest.StaticC("reserve"));
        all["privileged"] = () => System("static", "privileged");
        all["signals, musl"] = () => System("musl", "signals");
        all["C++"] = () => new Comparison(Guest.DynamicCpp("features")) { ScratchName = "cpp", Arguments = ["{scratch}"] };
        all["Rust"] = () => new Comparison(Guest.StaticRust("features")) { ScratchName = "rust", Arguments = ["{scratch}"], Input = "some input\n"u8.ToArray() };
        all["NativeAOT"] = () => new Comparison(NativeAotGuest.Path) { ScratchName = "nativeaot", Arguments = ["{scratch}"], Limit = TimeSpan.FromSeconds(120) };
        all["CoreCLR"] = () => new Comparison(NativeAotGuest.OnRuntime) { ScratchName = "coreclr", Arguments = ["{scratch}"], Limit = TimeSpan.FromSeconds(120) };
        all["lua"] = Lua;
        all["sqlite3"] = Sqlite;
        foreach (string applet in (string[])
            ["ls|-1|/b", "sort|-u|-r|/b/script.lua", "sha256sum|/b/script.lua", "gzip|-c|/b/script.lua", "wc|/b/script.lua", "sed|-n|s/local//p|/b/script.lua",
             "sh|-c|i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; echo $i; echo \"$#\" >&2; exit 3", "tr|a-z|A-Z", "sleep|0.05", "factor|600851475143"])
            all["busybox " + applet.Split('|')[0]] = () => Busybox(applet.Split('|'));
        return all;
    }

    private static Comparison System(string kind, string name) => new(Guest.Of(kind, name))
    {
        ScratchName = kind + "-" + name,
        Arguments = ["{scratch}", "{program}"],
        // No analysis sees the calls of code that is written at run time: such a program asks for all of them.
        Options = new BundleOptions { Extra = name is "rawsyscall" or "errors" or "pointers" or "privileged" ? ["--trim", "none"] : [] },
    };

    private static Comparison Lua()
    {
        string script = Path.Combine(Repository.Guests, "script.lua");
        return new Comparison(Guest.Installed("lua5.4", "lua5.4"))
        {
            ScratchName = "lua",
            Arguments = [script, "{scratch}"],
            Input = "one\ntwo\nthree\n"u8.ToArray(),
            Options = new BundleOptions { Files = [(script, script)] },
        };
    }

    private static Comparison Sqlite() => new(Guest.Installed("sqlite3", "sqlite3"))
    {
        ScratchName = "sqlite",
        Arguments = ["{scratch}/test.db"],
        Input = File.ReadAllBytes(Path.Combine(Repository.Guests, "database.sql")),
        Options = new BundleOptions { Environment = new Dictionary<string, string> { ["HOME"] = "/tmp" } },
        Limit = TimeSpan.FromSeconds(120),
    };

    // The folder of guest programs stands at the same short path for the native run and in the box.
    private static Comparison Busybox(string[] line)
    {
        string folder = Path.Combine(Repository.Work, "busybox-data"), script = Path.Combine(folder, "script.lua");
        if (!File.Exists(script))
        {
            Directory.CreateDirectory(folder);
            File.Copy(Path.Combine(Repository.Guests, "script.lua"), script);
        }
        return new Comparison(Guest.Installed("busybox", "busybox-static"))
        {
            Arguments = [.. Array.ConvertAll(line, a => a.StartsWith("/b", StringComparison.Ordinal) ? folder + a[2..] : a)],
            Input = "first second third\nfourth\n"u8.ToArray(),
            Options = new BundleOptions { Files = [(folder, folder)] },
        };
    }

    private static byte[] Numbers(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(i).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
