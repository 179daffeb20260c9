using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// <c>nint litebox_guest_copy(byte* destination, byte* source, nint length)</c> between the library OS and guest memory:
/// returns how many bytes were copied, exactly, when the guest's side faults. System V convention; uses XMM0.
/// RDX counts what is left, so that the fix-up can go on byte by byte from any fault.
/// </summary>
internal sealed class GuestCopy : Stub
{
    // From here on REP MOVSB is faster than the loop on CPUs with "enhanced REP MOVSB", which is all since 2013.
    private const int LongCopy = 512;

    public override IReadOnlyList<string> Symbols => ["litebox_guest_copy"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label start = assembler.Define("litebox_guest_copy");
        Label loop = a.CreateLabel(), tail = a.CreateLabel(), eight = a.CreateLabel(), bytes = a.CreateLabel();
        Label move = a.CreateLabel(), moved = a.CreateLabel();
        a.mov(r8, rdx);
        a.cmp(rdx, LongCopy);
        a.jae(bytes);
        a.Label(ref loop);
        a.cmp(rdx, 16);
        a.jb(tail);
        a.movups(xmm0, __xmmword_ptr[rsi]);
        a.movups(__xmmword_ptr[rdi], xmm0);
        a.add(rsi, 16);
        a.add(rdi, 16);
        a.sub(rdx, 16);
        a.jmp(loop);

        a.Label(ref tail);
        a.cmp(rdx, 8);
        a.jb(eight);
        a.mov(rax, __qword_ptr[rsi]);
        a.mov(__qword_ptr[rdi], rax);
        a.add(rsi, 8);
        a.add(rdi, 8);
        a.sub(rdx, 8);
        a.Label(ref eight);
        a.test(rdx, rdx);
        Label done = a.CreateLabel(), single = a.CreateLabel();
        a.jz(done);
        a.Label(ref single);
        a.mov(al, __byte_ptr[rsi]);
        a.mov(__byte_ptr[rdi], al);
        a.inc(rsi);
        a.inc(rdi);
        a.dec(rdx);
        a.jnz(single);
        a.Label(ref done);
        a.mov(rax, r8);
        a.ret();

        a.Label(ref bytes);
        a.mov(rcx, rdx);
        a.Label(ref move);
        a.rep.movsb();
        a.Label(ref moved);
        a.mov(rax, r8);
        a.sub(rax, rcx);
        a.ret();

        assembler.Window(CodeWindowKind.FaultFixup, start, done, bytes);
        assembler.Window(CodeWindowKind.FaultFixup, move, moved, moved);
    }
}
