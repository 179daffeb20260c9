using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Elf;
using Xunit;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>How several images of a process, and several programs, make one set.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Getsid = 124, Sethostname = 170, Acct = 163, Reboot = 169, Quotactl = 179, Execve = 59;

    private readonly TestPrograms _programs = new();

    [Fact]
    public void FunctionsOfALibraryThatNobodyUsesDoNotCount()
    {
        List<AnalyzedImage> images = WithLibrary("int part_used(void); int main(void){ return part_used(); }");
        AnalysisResult result = SyscallAnalyzer.Analyze(images);
        Assert.False(result.All, string.Join('\n', result.Reasons));
        Assert.Contains(Getsid, result.Numbers);
        Assert.DoesNotContain(Sethostname, result.Numbers);
        string text = result.Explain(Getsid);
        Assert.Contains("libpart.so!part_used", text, StringComparison.Ordinal);
        Assert.Contains("getsid (124) is reachable:", text, StringComparison.Ordinal);
        Assert.Contains("is not reachable", result.Explain(Sethostname), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstDefinitionInLoadOrderIsBound()
    {
        // The program's own definition hides that of the library, also from the library itself.
        List<AnalyzedImage> images = WithLibrary(
            "#include <unistd.h>\n#include <sys/syscall.h>\nint part_hidden(void){ return syscall(163); } int part_used(void); int main(void){ return part_used(); }");
        AnalysisResult result = SyscallAnalyzer.Analyze(images);
        Assert.False(result.All, string.Join('\n', result.Reasons));
        Assert.Contains(Acct, result.Numbers);
        Assert.DoesNotContain(Reboot, result.Numbers);
    }

    [Fact]
    public void NamesThatDlsymMayLookUpCount()
    {
        List<AnalyzedImage> images = WithLibrary(
            "#define _GNU_SOURCE\n#include <dlfcn.h>\nint part_used(void); int main(int c, char **v){ "
            + "return part_used() + ((int (*)(void))dlsym(RTLD_DEFAULT, \"part_unused\"))(); }");
        Assert.Contains(Sethostname, SyscallAnalyzer.Analyze(images).Numbers);
    }

    [Fact]
    public void EverythingALoadableLibraryExportsCounts()
    {
        List<AnalyzedImage> images = Closure.Of(_programs.Compile("plain", "int main(void){ return 0; }", "-O2"));
        Assert.DoesNotContain(Sethostname, SyscallAnalyzer.Analyze(images).Numbers);
        images.Add(new("libpart.so", Library(), ImageRole.Loadable));
        AnalysisResult result = SyscallAnalyzer.Analyze(images);
        Assert.Contains(Sethostname, result.Numbers);
        Assert.Contains(Getsid, result.Numbers);
    }

    [Fact]
    public void StaticProgramWithoutALoaderLoadsNothing()
    {
        List<AnalyzedImage> images = Closure.Of(_programs.Compile("plain", "int main(void){ return 0; }", "-O2 -static", "musl-gcc"));
        images.Add(new("libpart.so", Library(), ImageRole.Loadable));
        Assert.DoesNotContain(Sethostname, SyscallAnalyzer.Analyze(images).Numbers);
    }

    [Fact]
    public void OtherProgramsCountOnceExecveIsReachable()
    {
        const string Other = "#include <unistd.h>\n#include <sys/syscall.h>\nint main(void){ return syscall(179, 1); }";
        List<AnalyzedImage> other = Closure.Of(_programs.Compile("other", Other, "-O2 -static", "musl-gcc"));
        List<AnalyzedImage> quiet = Closure.Of(_programs.Compile("quiet", "int main(void){ return 0; }", "-O2 -static", "musl-gcc"));
        List<AnalyzedImage> executes = Closure.Of(_programs.Compile(
            "executes", "#include <unistd.h>\nint main(int c, char **v){ return execve(v[1], v, 0); }", "-O2 -static", "musl-gcc"));
        AnalysisOptions options = new() { OtherPrograms = [other] };
        Assert.DoesNotContain(Quotactl, SyscallAnalyzer.Analyze(quiet, options).Numbers);
        Assert.DoesNotContain(Quotactl, SyscallAnalyzer.Analyze(executes, options with { Closed = true }).Numbers);
        AnalysisResult result = SyscallAnalyzer.Analyze(executes, options);
        Assert.Contains(Quotactl, result.Numbers);
        Assert.Contains(Execve, result.Numbers);
        Assert.Contains("may execute", result.Explain(Quotactl), StringComparison.Ordinal);
    }

    [Fact]
    public void RuntimeThatCompilesAtRunTimeWidensAndIsNamed()
    {
        List<AnalyzedImage> images = Closure.Of(_programs.Compile("plain", "int main(void){ return 0; }", "-O2"));
        images.Add(new("libcoreclr.so", Library(), ImageRole.Loadable));
        AnalysisResult result = SyscallAnalyzer.Analyze(images);
        Assert.True(result.All);
        Assert.Contains(result.Reasons, reason => reason.Image == "libcoreclr.so");
    }

    [Fact]
    public void ResultsDoNotDependOnTheCacheOrTheRun()
    {
        List<AnalyzedImage> images = Closure.Of("/bin/ls");
        AnalysisOptions options = new() { Cache = new AnalysisCache() };
        AnalysisResult first = SyscallAnalyzer.Analyze(images), second = SyscallAnalyzer.Analyze(images, options),
            third = SyscallAnalyzer.Analyze(images, options);
        Assert.Equal(first.Numbers, second.Numbers);
        Assert.Equal(first.Numbers, third.Numbers);
        Assert.Equal(first.Images, third.Images);
        foreach (int number in first.Numbers)
            Assert.Equal(first.Explain(number), third.Explain(number));
    }

    public void Dispose() => _programs.Dispose();

    private ElfFile Library()
    {
        const string Source = """
            #include <unistd.h>
            #include <sys/syscall.h>
            int part_hidden(void) { return syscall(169, 1); }
            int part_used(void) { return syscall(124, 0) + part_hidden(); }
            int part_unused(void) { return syscall(170, "a", 1); }
            """;
        string path = _programs.Compile("libpart.so", Source, "-O2 -shared -fPIC -Wno-implicit-function-declaration");
        return ElfFile.Read(File.ReadAllBytes(path), path);
    }

    private List<AnalyzedImage> WithLibrary(string source)
    {
        Library();
        return Closure.Of(_programs.Compile("program", source, "-O2 -rdynamic libpart.so -Wl,-rpath,'$ORIGIN'".Replace("libpart.so", _programs["libpart.so"])));
    }
}
