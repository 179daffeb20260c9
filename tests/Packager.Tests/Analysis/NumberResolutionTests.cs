using System;
using System.Buffers.Binary;
using Iced.Intel;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Elf;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>How numbers are found in front of a <c>syscall</c> instruction.</summary>
public class NumberResolutionTests
{
    [Fact]
    public void Immediate() => Finds([39, 60], c => c.mov(eax, 39));

    [Fact]
    public void WideImmediate() => Finds([39, 60], c => c.mov(rax, 39L));

    [Fact]
    public void ZeroIdioms()
    {
        Finds([0, 60], c => c.xor(eax, eax));
        Finds([0, 60], c => c.sub(rax, rax));
    }

    [Fact]
    public void CopiesBetweenRegisters() => Finds([12, 60], c =>
    {
        c.mov(r9d, 12);
        c.mov(rdx, r9);
        c.xchg(rdx, rax);
    });

    [Fact]
    public void Arithmetic() => Finds([0xe8, 60], c =>
    {
        c.xor(eax, eax);
        c.mov(al, 0xe0);
        c.add(eax, 7);
        c.inc(eax);
    });

    [Fact]
    public void AddressArithmetic() => Finds([63, 60], c =>
    {
        c.mov(edx, 61);
        c.lea(eax, __[rdx + 2]);
    });

    [Fact]
    public void PushAndPop() => Finds([57, 60], c =>
    {
        c.push(57);
        c.pop(rax);
    });

    [Fact]
    public void SpillToTheStack() => Finds([41, 60], c =>
    {
        c.sub(rsp, 24);
        c.mov(__dword_ptr[rsp + 8], 41);
        c.xor(eax, eax);
        c.mov(eax, __dword_ptr[rsp + 8]);
        c.add(rsp, 24);
    });

    [Fact]
    public void SpillAcrossFramePointer() => Finds([41, 60], c =>
    {
        c.push(rbp);
        c.mov(rbp, rsp);
        c.mov(__qword_ptr[rbp - 16], 41);
        c.mov(rax, __qword_ptr[rsp - 16]);
        c.leave();
    });

    [Fact]
    public void SpilledValueThatAPointerMayChangeIsUnknown() => Widens(c =>
    {
        c.sub(rsp, 24);
        c.mov(__dword_ptr[rsp + 8], 41);
        c.lea(rdi, __[rsp + 8]);
        Label callee = c.CreateLabel(), after = c.CreateLabel();
        c.call(callee);
        c.mov(eax, __dword_ptr[rsp + 8]);
        c.jmp(after);
        c.Label(ref callee);
        c.mov(__dword_ptr[rdi], 42);
        c.ret();
        c.Label(ref after);
        c.nop();
    });

    [Fact]
    public void StoreAtAnIndexMayChangeWhatIsAbove() => Widens(c =>
    {
        c.sub(rsp, 24);
        c.mov(__dword_ptr[rsp + 8], 41);
        c.mov(__dword_ptr[rsp + rcx * 4], 42);
        c.mov(eax, __dword_ptr[rsp + 8]);
    });

    [Fact]
    public void BothBranches() => Finds([2, 3, 60], c =>
    {
        Label other = c.CreateLabel(), join = c.CreateLabel();
        c.test(rdi, rdi);
        c.jne(other);
        c.mov(eax, 2);
        c.jmp(join);
        c.Label(ref other);
        c.mov(eax, 3);
        c.Label(ref join);
        c.nop();
    });

    [Fact]
    public void ConditionalMoveAndSet()
    {
        Finds([2, 3, 60], c =>
        {
            c.mov(eax, 2);
            c.mov(ecx, 3);
            c.cmovne(eax, ecx);
        });
        Finds([0, 1, 60], c =>
        {
            c.xor(eax, eax);
            c.setne(al);
        });
    }

    [Fact]
    public void MaskOfAnythingIsASmallSet() => Finds([0, 1, 2, 3, 60], c => c.and(eax, 3));

    [Fact]
    public void ConstantTable()
    {
        byte[] table = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(table, 5);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(4), 6);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(8), 7);
        Finds([5, 6, 7, 60], c => c.mov(eax, __dword_ptr[rcx * 4 + (long)SnippetProgram.Data]), table);
        Finds([6, 60], c =>
        {
            c.mov(ecx, 1);
            c.mov(eax, __dword_ptr[rcx * 4 + (long)SnippetProgram.Data]);
        }, table);
    }

    [Fact]
    public void JumpTable()
    {
        // jmp [table + rdi * 8] is 8 bytes; each case is 7.
        byte[] table = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(table, SnippetProgram.Code + 7);
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(8), SnippetProgram.Code + 14);
        Finds([8, 9, 60], c =>
        {
            Label join = c.CreateLabel();
            c.jmp(__qword_ptr[rdi * 8 + (long)SnippetProgram.Data]);
            c.mov(eax, 8);
            c.jmp(join);
            c.mov(eax, 9);
            c.Label(ref join);
            c.nop();
        }, table);
    }

    [Fact]
    public void ArgumentOfAWrapper() => Finds([21, 22, 23, 60], c =>
    {
        Label wrapper = c.CreateLabel(), after = c.CreateLabel(), tail = c.CreateLabel();
        c.mov(edi, 21);
        c.call(wrapper);
        c.mov(edi, 22);
        c.call(wrapper);
        c.call(tail);
        c.jmp(after);
        c.Label(ref tail);
        c.mov(edi, 23);
        c.jmp(wrapper);
        c.Label(ref wrapper);
        c.mov(rax, rdi);
        c.mov(rdi, rsi);
        c.syscall();
        c.ret();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void ArgumentOnTheStackThroughTwoWrappers() => Finds([24, 60], c =>
    {
        Label outer = c.CreateLabel(), inner = c.CreateLabel(), after = c.CreateLabel();
        c.mov(esi, 24);
        c.call(outer);
        c.jmp(after);
        c.Label(ref outer);
        c.sub(rsp, 24);
        c.mov(__qword_ptr[rsp], rsi);
        c.call(inner);
        c.add(rsp, 24);
        c.ret();
        c.Label(ref inner);
        c.push(rbx);
        c.mov(rax, __qword_ptr[rsp + 16]);
        c.syscall();
        c.pop(rbx);
        c.ret();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void WrapperThatRecursesEnds() => Finds([25, 60], c =>
    {
        Label wrapper = c.CreateLabel(), after = c.CreateLabel();
        c.mov(edi, 25);
        c.call(wrapper);
        c.jmp(after);
        c.Label(ref wrapper);
        c.push(rdi);
        c.call(wrapper);
        c.pop(rax);
        c.syscall();
        c.ret();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void WrapperCalledThroughARegister() => Finds([26, 60], c =>
    {
        Label wrapper = c.CreateLabel(), after = c.CreateLabel();
        c.lea(rbx, __[wrapper]);
        c.mov(edi, 26);
        c.call(rbx);
        c.jmp(after);
        c.Label(ref wrapper);
        c.mov(eax, edi);
        c.syscall();
        c.ret();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void WrapperWhoseAddressIsStoredIsUnknown() => Widens(c =>
    {
        Label wrapper = c.CreateLabel(), after = c.CreateLabel();
        c.lea(rbx, __[wrapper]);
        c.mov(__qword_ptr[r12], rbx);
        c.mov(edi, 26);
        c.call(rbx);
        c.jmp(after);
        c.Label(ref wrapper);
        c.mov(eax, edi);
        c.syscall();
        c.ret();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void CallsForgetCallerSavedRegistersOnly()
    {
        Finds([27, 60], c => AroundACall(c, rbx));
        Widens(c => AroundACall(c, rdx));

        static void AroundACall(Assembler c, AssemblerRegister64 keeper)
        {
            Label callee = c.CreateLabel(), after = c.CreateLabel();
            c.mov(keeper, 27L);
            c.call(callee);
            c.mov(rax, keeper);
            c.jmp(after);
            c.Label(ref callee);
            c.mov(rdx, __qword_ptr[rdi]);
            c.ret();
            c.Label(ref after);
            c.nop();
        }
    }

    [Fact]
    public void CallThatDoesNotReturnSpoilsNothing() => Finds([28, 60], c =>
    {
        Label die = c.CreateLabel(), on = c.CreateLabel(), end = c.CreateLabel();
        c.mov(r9d, 28);
        c.test(rdi, rdi);
        c.je(on);
        c.call(die);
        c.nop();
        c.Label(ref on);
        c.mov(eax, r9d);
        c.jmp(end);
        c.Label(ref die);
        c.hlt();
        c.Label(ref end);
        c.nop();
    });

    [Fact]
    public void UnreachableSitesDoNotCount() => Finds([60], c =>
    {
        Label after = c.CreateLabel();
        c.jmp(after);
        c.nop();
        c.Label(ref after);
        c.mov(eax, 60);
    });

    [Fact]
    public void NumberFromMemoryWidensAndIsNamed()
    {
        AnalysisResult result = SyscallAnalyzer.Analyze([new("snippet", ElfFile.Read(SnippetProgram.Assemble(c =>
        {
            c.mov(eax, __dword_ptr[rdi]);
            c.syscall();
            SnippetProgram.Exit(c);
        }), "snippet"), ImageRole.Program)]);
        Assert.True(result.All);
        Assert.Equal(SyscallNames.Count, result.Numbers.Count);
        Unresolved reason = Assert.Single(result.Reasons);
        Assert.Equal("widened by snippet!0x402002: number unknown", reason.ToString());
        Assert.Contains("widened by snippet!0x402002", result.Explain(1), StringComparison.Ordinal);
    }

    [Fact]
    public void SystemCallOf32BitCodeWidens() => Widens(c => c.@int(0x80));

    private static void Finds(int[] expected, Action<Assembler> write, byte[]? data = null)
    {
        (bool all, int[] numbers) = SnippetProgram.Analyze(c => Finish(c, write), data);
        Assert.False(all);
        Array.Sort(expected);
        Assert.Equal(expected, numbers);
    }

    private static void Widens(Action<Assembler> write) => Assert.True(SnippetProgram.Analyze(c => Finish(c, write)).All);

    private static void Finish(Assembler c, Action<Assembler> write)
    {
        write(c);
        c.syscall();
        SnippetProgram.Exit(c);
    }
}
