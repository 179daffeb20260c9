using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Runtime;

/// <summary><c>void* memset(void* destination, int value, nuint length)</c>: System V convention. Uses XMM0.</summary>
internal sealed class MemoryFill : Stub
{
    private const int LongFill = 1024;

    public override IReadOnlyList<string> Symbols => ["memset"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label small = a.CreateLabel(), loop = a.CreateLabel(), tail = a.CreateLabel(), single = a.CreateLabel(), done = a.CreateLabel();
        Label repeat = a.CreateLabel();
        assembler.Define("memset");
        a.mov(r8, rdi);
        a.movzx(eax, sil);
        a.cmp(rdx, 16);
        a.jb(small);
        a.mov(rcx, 0x0101_0101_0101_0101);
        a.imul(rax, rcx);
        a.cmp(rdx, LongFill);
        a.jae(repeat);
        a.movq(xmm0, rax);
        a.punpcklqdq(xmm0, xmm0);
        a.lea(rcx, __[rdi + rdx - 16]);
        a.Label(ref loop);
        a.cmp(rdi, rcx);
        a.jae(tail);
        a.movups(__xmmword_ptr[rdi], xmm0);
        a.add(rdi, 16);
        a.jmp(loop);
        a.Label(ref tail);
        a.movups(__xmmword_ptr[rcx], xmm0);
        a.mov(rax, r8);
        a.ret();

        // By words: where the CPU is emulated each repetition costs the same. The last word once more, for odd lengths.
        a.Label(ref repeat);
        a.mov(__qword_ptr[rdi + rdx - 8], rax);
        a.mov(rcx, rdx);
        a.shr(rcx, 3);
        a.rep.stosq();
        a.mov(rax, r8);
        a.ret();

        a.Label(ref small);
        a.test(rdx, rdx);
        a.jz(done);
        a.Label(ref single);
        a.mov(__byte_ptr[rdi], al);
        a.inc(rdi);
        a.dec(rdx);
        a.jnz(single);
        a.Label(ref done);
        a.mov(rax, r8);
        a.ret();
    }
}
