using System;
using System.IO;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Tests.Elf;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>Damaged files: a diagnostic or a result, never anything else, and always an end.</summary>
public class AnalyzerFuzzTests
{
    [Fact]
    public void DamagedProgramsEndInADiagnosticOrAResult()
    {
        using TestPrograms programs = new();
        byte[] original = File.ReadAllBytes(programs.Compile("hello", "int main(void){return 0;}", "-O2 -static", "musl-gcc"));
        byte[] library = File.ReadAllBytes("/lib/x86_64-linux-gnu/libdl.so.2");
        Random random = new(4711);
        for (int i = 0; i < 150; i++)
        {
            AnalyzeQuietly(ElfMutation.Mutate(original, random), ImageRole.Program);
            AnalyzeQuietly(ElfMutation.Mutate(library, random), ImageRole.Program);
        }
    }

    [Fact]
    public void DamagedCodeEndsInAResult()
    {
        Random random = new(815);
        for (int i = 0; i < 300; i++)
        {
            byte[] code = SnippetProgram.Assemble(c =>
            {
                c.mov(eax, 1);
                for (int n = 0; n < 50; n++)
                    c.syscall();
                for (int n = 0; n < 400; n++)
                    c.nop();
            }, new byte[256]);
            random.NextBytes(code.AsSpan(0x2000 + random.Next(100), 300));
            random.NextBytes(code.AsSpan(0x1000, 256));
            AnalyzeQuietly(code, ImageRole.Program);
        }
    }

    [Fact]
    public void LongChainsOfWrappersDoNotOverflowTheStack()
    {
        const int Length = 20_000;
        (bool all, int[] numbers) = SnippetProgram.Analyze(c =>
        {
            Iced.Intel.Label next = c.CreateLabel();
            c.mov(edi, 99);
            c.call(next);
            SnippetProgram.Exit(c);
            for (int i = 0; i < Length; i++)
            {
                c.Label(ref next);
                next = c.CreateLabel();
                c.call(next);
                c.ret();
            }
            c.Label(ref next);
            c.mov(eax, edi);
            c.syscall();
            c.ret();
        });
        Assert.False(all);
        Assert.Equal([60, 99], numbers);
    }

    private static void AnalyzeQuietly(byte[] bytes, ImageRole role)
    {
        try
        {
            AnalysisResult result = SyscallAnalyzer.Analyze([new("damaged", ElfFile.Read(bytes, "damaged"), role)]);
            foreach (int number in result.Numbers)
                result.Witness(number);
        }
        catch (LiteBoxException)
        {
            // The reader refused the file and said why.
        }
    }
}
