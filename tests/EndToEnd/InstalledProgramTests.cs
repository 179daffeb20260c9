using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Programs as Debian ships them.</summary>
public sealed partial class InstalledProgramTests
{
    private static readonly (string Source, string Destination)[] s_accounts = [("/etc/passwd", "/etc/passwd"), ("/etc/group", "/etc/group")];

    /// <summary>Applets of busybox that do not fork, over the tree; words are divided by |.</summary>
    public static TheoryData<string, bool> Applets()
    {
        string[] lines =
        [
            "ls|-lR|{tree}", "ls|-la|{tree}/part0", "ls|-1|{tree}/part0", "sort|{tree}/words.txt", "sort|-t|\t|-k2,2n|-k1|{tree}/numbers.txt", "sort|-u|-r|{tree}/words.txt",
            "awk|{ n[$1] += $2 } END { for (w in n) print w, n[w] }|{tree}/numbers.txt", "awk|-F|\t|$3 == 5 { s += $2; c++ } END { printf \"%d %d %.3f\\n\", s, c, s / c }|{tree}/numbers.txt",
            "sed|-n|s/\\([a-m]*\\) \\(.*\\)/\\2 \\1/p|{tree}/words.txt", "sed|3,7d;s/a/A/g|{tree}/run.sh",
            "sha256sum|{tree}/noise.bin|{tree}/words.txt|{tree}/zeros.bin|{tree}/archive.tar|{tree}/empty", "md5sum|{tree}/noise.bin|{tree}/link to words", "sha512sum|{tree}/noise.bin",
            "gzip|-c|{tree}/words.txt", "gzip|-c|{tree}/noise.bin", "bzip2|-c|{tree}/numbers.txt", "find|{tree}", "find|{tree}|-type|f|-size|+8k|-name|*1*.txt",
            "find|{tree}|-type|l", "find|{tree}|-perm|755|-type|f", "wc|{tree}/words.txt|{tree}/noise.bin|{tree}/empty", "grep|-c|a|{tree}/words.txt",
            "grep|-rl|qq|{tree}/part3", "grep|-n|-i|^ab|{tree}/words.txt", "tar|tf|{tree}/archive.tar", "tar|tvf|{tree}/archive.tar", "uniq|-c|{tree}/numbers.txt",
            "cut|-f|1,3|{tree}/numbers.txt", "cut|-c|2-9|{tree}/words.txt", "od|-A|d|-t|x1|{tree}/numbers.txt", "od|-c|{tree}/run.sh",
            "dd|if={tree}/noise.bin|bs=4096|skip=100|count=500|status=none", "head|-n|20|{tree}/words.txt", "tail|-c|1000|{tree}/noise.bin", "cat|{tree}/words.txt|{tree}/run.sh",
            "cksum|{tree}/noise.bin", "base64|{tree}/run.sh", "cmp|{tree}/zeros.bin|{tree}/noise.bin", "diff|{tree}/run.sh|{tree}/run.sh", "stat|-c|%n %s %F %a %h|{tree}/words.txt",
            "readlink|-f|{tree}/part1/up", "test|-d|{tree}", "expr|6|*|7", "seq|1|2000", "printf|%s-%d\\n|text|42", "basename|{tree}/words.txt", "pwd", "echo|-e|a\\tb",
            "date|-u|-d|@86400|+%F %T", "uname|-s", "true", "false", "cat|{tree}/missing", "factor|600851475143", "nosuchapplet",
            "sh|-c|i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; echo $i; echo \"${0#b} $#\" >&2; exit 3", "tr|a-z|A-Z", "sleep|0.05", "ash|-c|read a b; echo \"$b $a\"; umask",
        ];
        var data = new TheoryData<string, bool>();
        foreach (bool stress in new[] { false, true })
            foreach (string line in lines)
                data.Add(line, stress);
        return data;
    }

    /// <summary>Some of them on the Souths that are not Linux: a root file system of 50 MB travels in the file there too.</summary>
    public static TheoryData<South, string> AppletsElsewhere()
    {
        string[] lines =
        [
            "ls|-lR|{tree}", "sort|{tree}/words.txt", "awk|{ n[$1] += $2 } END { for (w in n) print w, n[w] }|{tree}/numbers.txt",
            "sed|-n|s/\\([a-m]*\\) \\(.*\\)/\\2 \\1/p|{tree}/words.txt", "sha256sum|{tree}/noise.bin|{tree}/words.txt|{tree}/zeros.bin|{tree}/archive.tar",
            "gzip|-c|{tree}/noise.bin", "find|{tree}|-type|f|-size|+8k|-name|*1*.txt", "grep|-rl|qq|{tree}/part3",
        ];
        var data = new TheoryData<South, string>();
        foreach (South south in (South[])[South.Windows, South.Kvm])
            foreach (string line in lines)
                data.Add(south, line);
        return data;
    }

    [Theory]
    [MemberData(nameof(Applets))]
    public void Busybox(string line, bool stress) => OverTree(line).Check(stress);

    [Theory]
    [MemberData(nameof(AppletsElsewhere))]
    public void Busybox_elsewhere(South south, string line)
    {
        Comparison comparison = OverTree(line);
        (comparison with { Options = comparison.Options with { South = south } }).Check();
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Lua_runs_a_script(bool stress)
    {
        string script = Path.Combine(Repository.Guests, "script.lua");
        new Comparison(Guest.Installed("lua5.4", "lua5.4"))
        {
            ScratchName = "lua",
            Arguments = [script, "{scratch}"],
            Input = Encoding.ASCII.GetBytes("one\ntwo\nthree\n"),
            Options = new BundleOptions { Files = [(script, script)] },
        }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Sqlite_builds_and_queries_a_database(bool stress)
    {
        new Comparison(Guest.Installed("sqlite3", "sqlite3"))
        {
            ScratchName = "sqlite",
            Arguments = ["{scratch}/test.db"],
            Input = File.ReadAllBytes(Path.Combine(Repository.Guests, "database.sql")),
            Options = new BundleOptions { Environment = new Dictionary<string, string> { ["HOME"] = "/tmp" } },
            Limit = TimeSpan.FromSeconds(120),
        }.Check(stress);
    }

    private static Comparison OverTree(string line)
    {
        string applet = line.Split('|')[0];
        return new Comparison(Guest.Installed("busybox", "busybox-static"))
        {
            Arguments = [.. line.Replace("{tree}", Tree.Get(), StringComparison.Ordinal).Split('|')],
            Input = Encoding.ASCII.GetBytes("first second third\nfourth\n"),
            Options = new BundleOptions
            {
                Files = [(Tree.Get(), Tree.Path), .. s_accounts],
                Environment = new Dictionary<string, string> { ["TZ"] = "UTC0" },
            },
            Normalise = applet switch
            {
                // The size of a directory and the blocks of a file are the file system's own matter.
                "ls" => text => Total().Replace(DirectorySize().Replace(text, "$1 SIZE "), "total N"),
                // A directory's order is the file system's own matter too.
                "find" => SortLines,
                "grep" when line.Contains("-r", StringComparison.Ordinal) => SortLines,
                _ => text => text,
            },
        };
    }

    private static string SortLines(string text)
    {
        string[] lines = text.Split('\n');
        Array.Sort(lines, StringComparer.Ordinal);
        return string.Join('\n', lines.SkipWhile(l => l.Length == 0));
    }

    [GeneratedRegex(@"(?m)^(d\S+ +\d+ \S+ +\S+) +\d+ ")]
    private static partial Regex DirectorySize();

    [GeneratedRegex(@"(?m)^total \d+")]
    private static partial Regex Total();
}
