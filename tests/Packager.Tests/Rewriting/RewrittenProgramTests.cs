using System;
using System.IO;
using System.Linq;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Rewriting;
using Xunit;

namespace LiteBox.Packager.Tests.Rewriting;

/// <summary>Rewritten programs do what they did, while a system call that was not rewritten would kill them.</summary>
public sealed class RewrittenProgramTests(Runner runner) : IClassFixture<Runner>
{
    private const string Libraries = "/lib/x86_64-linux-gnu";

    [Theory]
    [InlineData("gcc", "-O1 -static -no-pie")]
    [InlineData("gcc", "-O1 -static-pie")]
    [InlineData("musl-gcc", "-O1 -static")]
    public void AwkwardSitesBehaveAsNatively(string compiler, string arguments)
    {
        string program = runner.Programs.Compile("awkward", Runner.Source("awkward.c"), arguments, compiler);
        RewriteResult result = Runner.Rewrite(program);
        TestPrograms.Outcome native = runner.Programs.Run(program, "");
        TestPrograms.Outcome rewritten = runner.Run(runner.Programs.Write("awkward.rewritten", result.Bytes), "");
        Assert.Equal(5, native.ExitCode);
        Assert.Equal(native, rewritten);
        Assert.Equal(1, result.Report.Count(SiteKind.Legacy));
        Assert.Contains(result.Report.Sites, s => s is { Kind: SiteKind.Embedded, Symbol: string symbol } && symbol.StartsWith("embedded", StringComparison.Ordinal));
        Assert.Contains(result.Report.Sites, s => s is { Kind: SiteKind.Trap, Symbol: string symbol } && symbol.StartsWith("trapped", StringComparison.Ordinal));
        Assert.All(result.Report.Sites.Where(s => s.Kind is SiteKind.Trap or SiteKind.Embedded), s => Assert.NotNull(s.Reason));
    }

    [Fact]
    public void AProgramThatWasNotRewrittenIsKilled()
    {
        string program = runner.Programs.Compile("plain", "int main(void) { return 0; }", "-static");
        Assert.NotEqual(0, runner.Run(program, "").ExitCode);
    }

    [Theory]
    [InlineData("/usr/bin/python3.11", "-S -c \"import threading,os;t=threading.Thread(target=print,args=(1,));t.start();t.join();print(sorted(os.listdir('/usr'))[:3])\"", "")]
    [InlineData("/usr/bin/python3.11", "-S -c \"import signal,time,os;signal.signal(signal.SIGALRM,lambda *a:print('alarm'));signal.setitimer(signal.ITIMER_REAL,.02);time.sleep(.1);print(os.waitpid(os.fork() or os._exit(3),0)[1])\"", "")]
    [InlineData("/usr/bin/lua5.4", "-", "local s=0 for i=1,1000 do s=s+i*i end print(s) print(io.open('/etc/hostname')~=nil)")]
    [InlineData("/usr/bin/sqlite3", ":memory:", "create table t(a,b); with recursive c(x) as (select 1 union all select x+1 from c where x<999) insert into t select x,x*x from c; select sum(b) from t;")]
    [InlineData("/usr/bin/sort", "-r", "b\na\nc\n")]
    [InlineData("/usr/bin/od", "-A d -t x2 /usr/bin/sort", "")]
    [InlineData("/usr/bin/find", "/usr/share/doc/libc6", "")]
    public void ARewrittenLibCRunsRealPrograms(string program, string arguments, string input)
    {
        string loader = runner.RewriteTo("glibc", Libraries + "/ld-linux-x86-64.so.2");
        runner.RewriteTo("glibc", Libraries + "/libc.so.6");
        TestPrograms.Outcome native = runner.Programs.Run(program, arguments, input);
        TestPrograms.Outcome rewritten = runner.Run(
            loader, $"--library-path {Path.GetDirectoryName(loader)}:{Libraries} {program} {arguments}", input);
        Assert.Equal(0, native.ExitCode);
        Assert.Equal(native, rewritten);
    }

    [Fact]
    public void CxxExceptionsUnwindThroughRewrittenLibraries()
    {
        const string Source = """
            #include <iostream>
            #include <stdexcept>
            #include <unistd.h>
            struct guard { ~guard() { std::cout << "unwound\n"; } };
            static void raise() { guard g; if (getpid()) throw std::runtime_error("thrown"); }
            int main() { try { raise(); } catch (const std::exception &e) { std::cout << e.what() << std::endl; return 4; } }
            """;
        string program = runner.Programs.Compile("throws", Source, "", "g++", ".cpp");
        string loader = runner.RewriteTo("glibc", Libraries + "/ld-linux-x86-64.so.2");
        runner.RewriteTo("glibc", Libraries + "/libc.so.6");
        runner.RewriteTo("glibc", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6");
        TestPrograms.Outcome rewritten = runner.Run(loader, $"--library-path {Path.GetDirectoryName(loader)}:{Libraries} {program}");
        Assert.Equal(runner.Programs.Run(program, ""), rewritten);
        Assert.Equal(4, rewritten.ExitCode);
    }

    [Fact]
    public void MuslIsInterpreterAndLibCInOneRewrittenFile()
    {
        string program = runner.Programs.Compile(
            "threads", "#include <stdio.h>\n#include <pthread.h>\nstatic void *f(void *a) { return a; }\n"
            + "int main(void) { pthread_t t; void *r; pthread_create(&t, 0, f, (void *)9); pthread_join(t, &r); printf(\"%ld\\n\", (long)r); return 2; }",
            "", "musl-gcc");
        string loader = runner.RewriteTo("musl", "/usr/lib/x86_64-linux-musl/libc.so");
        Assert.Equal(runner.Programs.Run(program, ""), runner.Run(loader, program));
    }

    [Fact]
    public void WithoutAnEntryToSpareTheProgramHeadersMove()
    {
        // Without AT_PHDR the program would not find the template of its thread-local variables.
        string program = runner.Programs.Compile(
            "headers", "static __thread int number = 6; int main(void) { return number; }",
            "-static -Wl,--build-id=none -Wl,-z,noseparate-code", "musl-gcc");
        byte[] bytes = File.ReadAllBytes(program);
        ElfFile file = ElfFile.Read(bytes, program);
        RemoveNotes(bytes, file);
        RewriteResult result = ElfRewriter.Rewrite(ElfFile.Read(bytes, program), new RewriteOptions());
        ElfFile rewritten = ElfFile.Read(result.Bytes, program);
        Assert.NotEqual(file.Header.ProgramHeaderOffset, rewritten.Header.ProgramHeaderOffset);
        Assert.Equal(6, runner.Run(runner.Programs.Write("headers.rewritten", result.Bytes), "").ExitCode);
    }

    /// <summary>Turns every entry that could be spared into one that cannot.</summary>
    private static void RemoveNotes(byte[] bytes, ElfFile file)
    {
        for (int i = 0; i < file.Segments.Length; i++)
        {
            if (file.Segments[i].Type is ElfSegmentType.Note or ElfSegmentType.GnuProperty or ElfSegmentType.Null)
            {
                ElfSegment other = file.Segments[i] with { Type = (ElfSegmentType)0x6fff_0001 };
                other.WriteTo(bytes.AsSpan((int)file.Header.ProgramHeaderOffset + (i * ElfSegment.ByteSize)));
            }
        }
    }
}
