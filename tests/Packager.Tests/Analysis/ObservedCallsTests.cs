using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Collecting;
using LiteBox.Packager.Elf;
using Xunit;
using Xunit.Abstractions;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>
/// Real programs, run under strace: each call that is seen must be in the set that the analysis finds. The sizes go to the
/// test output, to be compared with what others report: 95 on average over Debian for sysfilter (B-Side, Middleware 2024).
/// </summary>
public sealed partial class ObservedCallsTests(ITestOutputHelper output) : IDisposable
{
    private const string CSource = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>
        #include <sys/stat.h>
        int main(void) {
            char *p = malloc(1 << 20); memset(p, 1, 1 << 20);
            FILE *f = tmpfile(); fprintf(f, "%d\n", getpid()); rewind(f); fgets(p, 10, f); fclose(f);
            struct stat s; stat("/", &s); struct timespec t = {0, 1000}; nanosleep(&t, 0);
            printf("%ld %s", (long)time(0), p); return 0;
        }
        """;

    private const string ThreadSource = """
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <unistd.h>
        #include <sys/syscall.h>
        static void *run(void *p) { return p; }
        static void handle(int n) { write(1, "s", 1); }
        int main(void) {
            pthread_t t; pthread_create(&t, 0, run, 0); pthread_join(t, 0);
            signal(SIGUSR1, handle); raise(SIGUSR1);
            setuid(getuid()); setgid(getgid());
            syscall(SYS_gettid); syscall(SYS_sched_yield);
            return 0;
        }
        """;

    private const string CxxSource = """
        #include <fstream>
        #include <iostream>
        #include <map>
        #include <thread>
        int main() {
            std::map<int, std::string> m; m[1] = "a";
            std::thread([&] { m[2] = "b"; }).join();
            try { throw std::runtime_error("x"); } catch (std::exception &e) { std::cout << e.what() << m.size() << std::endl; }
            std::ifstream f("/etc/passwd"); std::string s; std::getline(f, s); std::cout << s.size() << "\n";
        }
        """;

    private const string RustSource = """
        use std::collections::HashMap;
        use std::sync::mpsc;
        fn main() {
            let (tx, rx) = mpsc::channel();
            let t = std::thread::spawn(move || tx.send(1).unwrap());
            let mut m = HashMap::new(); m.insert(rx.recv().unwrap(), std::time::Instant::now());
            t.join().unwrap();
            println!("{} {}", m.len(), std::fs::read_to_string("/etc/passwd").unwrap().len());
        }
        """;

    private readonly TestPrograms _programs = new();

    [Theory]
    [InlineData("", "gcc")]
    [InlineData("-O2 -static", "gcc")]
    [InlineData("-O2 -static -s", "gcc")]
    [InlineData("-O2 -static-pie", "gcc")]
    [InlineData("-O2 -static", "musl-gcc")]
    [InlineData("-O2 -static -s", "musl-gcc")]
    public void CPrograms(string arguments, string compiler)
    {
        Check(_programs.Compile("c", CSource, arguments, compiler), "", 110);
        Check(_programs.Compile("threads", ThreadSource, arguments + " -pthread -Wno-unused-result", compiler), "", 130);
    }

    [Fact]
    public void CxxProgram() => Check(_programs.Compile("cxx", CxxSource, "-O2", "g++", ".cc"), "", 140);

    [Theory]
    [InlineData("-O")]
    [InlineData("-O -C target-feature=+crt-static")]
    public void RustPrograms(string arguments) => Check(_programs.Compile("rust", RustSource, arguments, "rustc", ".rs"), "", 140);

    [Theory]
    [InlineData("/bin/ls", "-laR /etc", 100)]
    [InlineData("/usr/bin/sort", "--parallel=2 -S 1M /etc/services", 110)]
    [InlineData("/usr/bin/lua5.4", "-e \"print(os.time(), io.open('/etc/passwd'):read('a'), os.tmpname(), os.getenv('A'))\"", 130)]
    [InlineData("/usr/bin/sqlite3", ":memory: \"create table t(a); insert into t values(1); select * from t;\"", 140)]
    [InlineData("/usr/bin/busybox", "find /etc -name passwd", 190)]
    [InlineData("/usr/bin/busybox", "ls -lR /etc", 190)]
    [InlineData("/usr/bin/busybox", "awk \"BEGIN{print 1}\"", 190)]
    public void InstalledPrograms(string program, string arguments, int atMost) => Check(program, arguments, atMost);

    public void Dispose() => _programs.Dispose();

    private void Check(string program, string arguments, int atMost)
    {
        AnalysisResult result = SyscallAnalyzer.Analyze(Closure.Of(program));
        string trace = _programs["trace"];
        _programs.Run("strace", $"-f -qq -e signal=none -o {trace} {program} {arguments}");
        SortedSet<string> observed = Observed(File.ReadLines(trace));
        Assert.NotEmpty(observed);
        List<string> missed = [];
        foreach (string name in observed)
            if (!SyscallNames.TryParse(name, out int number) || !result.Numbers.Contains(number))
                missed.Add(name);
        output.WriteLine($"{Path.GetFileName(program)} {arguments}: {observed.Count} observed, {result.Numbers.Count} found");
        Assert.Empty(missed);
        Assert.Empty(result.Reasons);
        Assert.True(result.Numbers.Count <= atMost, $"{result.Numbers.Count} system calls");
        foreach (int number in result.Numbers)
            Assert.NotEmpty(result.Witness(number));
    }

    // The execve that starts the program is not its own; a process that executes another program is no longer it.
    private static SortedSet<string> Observed(IEnumerable<string> lines)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> gone = [];
        bool started = false;
        foreach (string line in lines)
        {
            Match match = Line().Match(line);
            if (!match.Success || gone.Contains(match.Groups[1].Value))
                continue;
            string name = match.Groups[2].Value;
            if (name == "execve" && !started)
            {
                started = true;
                continue;
            }
            if (name == "execve" && line.EndsWith("= 0", StringComparison.Ordinal))
                gone.Add(match.Groups[1].Value);
            names.Add(name);
        }
        return names;
    }

    [GeneratedRegex(@"^(\d+) +(?:<\.\.\. )?(\w+)[ (]")]
    private static partial Regex Line();
}
