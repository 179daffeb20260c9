using System;
using System.Linq;
using Iced.Intel;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Elf;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>Which arguments system calls can have: what is listed is all there is, and what cannot be listed is unknown.</summary>
public class ArgumentTests
{
    private const int Fcntl = 72;

    [Fact]
    public void OneInstruction() => Finds([6], c =>
    {
        c.mov(esi, 6);
        Call(c);
    });

    [Fact]
    public void EveryInstructionOfTheCallCounts() => Finds([1, 6], c =>
    {
        c.mov(esi, 6);
        Call(c);
        c.mov(esi, 1);
        Call(c);
    });

    [Fact]
    public void AnArgumentOfAFunctionIsThatOfAllItsCallers() => Finds([3, 7], c =>
    {
        Label wrapper = c.CreateLabel(), after = c.CreateLabel();
        c.mov(esi, 3);
        c.call(wrapper);
        c.mov(esi, 7);
        c.call(wrapper);
        c.jmp(after);
        c.Label(ref wrapper);
        Call(c);
        c.ret();
        c.Label(ref after);
        c.nop();
    });

    [Fact]
    public void AnArgumentFromMemoryIsUnknown() => Finds(null, c =>
    {
        c.mov(esi, 6);
        Call(c);
        c.mov(esi, __dword_ptr[rdi]);
        Call(c);
    });

    [Fact]
    public void ArgumentsOfANumberThatIsPassedOnAreUnknown() => Finds(null, c =>
    {
        Label syscall = c.CreateLabel(), after = c.CreateLabel();
        c.mov(edi, Fcntl);
        c.mov(edx, 6);
        c.call(syscall);
        c.jmp(after);
        c.Label(ref syscall);
        c.mov(eax, edi);
        c.mov(esi, edx);
        c.syscall();
        c.ret();
        c.Label(ref after);
        c.nop();
    });

    [Fact]
    public void ConstantPathsAreRead()
    {
        AnalysisResult result = SyscallAnalyzer.Analyze([new("snippet", ElfFile.Read(SnippetProgram.Assemble(c =>
        {
            c.mov(edi, (uint)SnippetProgram.Data + 3);
            c.mov(eax, 2);
            c.syscall();
            SnippetProgram.Exit(c);
        }, "xx\0/dev/null\0y"u8.ToArray()), "snippet"), ImageRole.Program)]);
        Assert.Equal(["/dev/null"], result.Texts(2, 0));
    }

    private static void Call(Assembler c)
    {
        c.mov(eax, Fcntl);
        c.syscall();
    }

    private static void Finds(uint[]? expected, Action<Assembler> write)
    {
        AnalysisResult result = SyscallAnalyzer.Analyze([new("snippet", ElfFile.Read(SnippetProgram.Assemble(c =>
        {
            write(c);
            SnippetProgram.Exit(c);
        }), "snippet"), ImageRole.Program)]);
        Assert.False(result.All);
        Assert.Equal(expected, result.Arguments(Fcntl, 1)?.Order());
    }
}
