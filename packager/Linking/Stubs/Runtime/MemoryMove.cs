using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary>
/// <c>void* memmove(void* destination, void* source, nuint length)</c>, also as <c>memcpy</c> and as
/// <c>RhpMemoryMove</c>: System V convention, the ranges may overlap. Uses XMM0.
/// </summary>
internal sealed class MemoryMove : Stub
{
    private const int LongCopy = 1024;

    public override IReadOnlyList<string> Symbols => ["memmove", "memcpy"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label up = a.CreateLabel(), loop = a.CreateLabel(), tail = a.CreateLabel(), byteUp = a.CreateLabel(), done = a.CreateLabel();
        Label down = a.CreateLabel(), downTail = a.CreateLabel(), byteDown = a.CreateLabel(), small = a.CreateLabel();
        Label repeat = a.CreateLabel();
        assembler.Define("memmove");
        a.mov(rax, rdi);
        a.sub(rax, rsi);
        a.cmp(rax, rdx);
        a.jb(down);
        assembler.Define("memcpy");
        a.mov(rax, rdi);
        a.cmp(rdx, 16);
        a.jb(small);
        a.cmp(rdx, LongCopy);
        a.jae(repeat);

        // The last 16 bytes once more, unaligned, instead of a tail of odd sizes; loaded first for overlapping ranges.
        a.Label(ref up);
        a.movups(xmm1, __xmmword_ptr[rsi + rdx - 16]);
        a.lea(rcx, __[rdi + rdx - 16]);
        a.Label(ref loop);
        a.cmp(rdi, rcx);
        a.jae(tail);
        a.movups(xmm0, __xmmword_ptr[rsi]);
        a.movups(__xmmword_ptr[rdi], xmm0);
        a.add(rsi, 16);
        a.add(rdi, 16);
        a.jmp(loop);
        a.Label(ref tail);
        a.movups(__xmmword_ptr[rcx], xmm1);
        a.ret();

        // By words: where the CPU is emulated each repetition costs the same.
        a.Label(ref repeat);
        a.mov(r8, __qword_ptr[rsi + rdx - 8]);
        a.lea(r9, __[rdi + rdx - 8]);
        a.mov(rcx, rdx);
        a.shr(rcx, 3);
        a.rep.movsq();
        a.mov(__qword_ptr[r9], r8);
        a.ret();

        a.Label(ref small);
        a.test(rdx, rdx);
        a.jz(done);
        a.Label(ref byteUp);
        a.mov(cl, __byte_ptr[rsi]);
        a.mov(__byte_ptr[rdi], cl);
        a.inc(rsi);
        a.inc(rdi);
        a.dec(rdx);
        a.jnz(byteUp);
        a.Label(ref done);
        a.ret();

        // The destination starts inside the source: from the end.
        a.Label(ref down);
        a.mov(rax, rdi);
        a.cmp(rdx, 16);
        a.jb(downTail);
        a.movups(xmm0, __xmmword_ptr[rsi + rdx - 16]);
        a.movups(__xmmword_ptr[rdi + rdx - 16], xmm0);
        a.sub(rdx, 16);
        a.jmp(down);
        a.Label(ref downTail);
        a.test(rdx, rdx);
        a.jz(done);
        a.Label(ref byteDown);
        a.mov(cl, __byte_ptr[rsi + rdx - 1]);
        a.mov(__byte_ptr[rdi + rdx - 1], cl);
        a.dec(rdx);
        a.jnz(byteDown);
        a.ret();
    }
}
