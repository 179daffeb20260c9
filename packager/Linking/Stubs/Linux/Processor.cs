using System;
using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>What an instruction or two can do and C# cannot, each a System V function without a stack frame.</summary>
internal sealed class Processor : Stub
{
    private readonly string _symbol;
    private readonly Action<Assembler> _body;

    private Processor(string symbol, Action<Assembler> body)
    {
        _symbol = symbol;
        _body = body;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Stub> All { get; } =
    [
        // void (uint leaf, uint subleaf, uint* result): EAX, EBX, ECX, EDX
        new Processor("litebox_cpuid", static a =>
        {
            a.mov(r8, rdx);
            a.mov(r9, rbx);
            a.mov(eax, edi);
            a.mov(ecx, esi);
            a.cpuid();
            a.mov(__dword_ptr[r8], eax);
            a.mov(__dword_ptr[r8 + 4], ebx);
            a.mov(__dword_ptr[r8 + 8], ecx);
            a.mov(__dword_ptr[r8 + 12], edx);
            a.mov(rbx, r9);
            a.ret();
        }),

        // ulong (): XCR0
        new Processor("litebox_xgetbv", static a =>
        {
            a.xor(ecx, ecx);
            a.xgetbv();
            a.shl(rdx, 32);
            a.mov(eax, eax);
            a.or(rax, rdx);
            a.ret();
        }),
        new Processor("litebox_read_fs_base", static a =>
        {
            a.rdfsbase(rax);
            a.ret();
        }),
        new Processor("litebox_write_fs_base", static a =>
        {
            a.wrfsbase(rdi);
            a.ret();
        }),
        new Processor("litebox_write_gs_base", static a =>
        {
            a.wrgsbase(rdi);
            a.ret();
        }),

        // ulong (): the time-stamp counter, not before what the program did before
        new Processor("litebox_read_tsc", static a =>
        {
            a.lfence();
            a.rdtsc();
            a.shl(rdx, 32);
            a.or(rax, rdx);
            a.ret();
        }),

        // int (ulong* value): 1 when there was a value
        new Processor("litebox_random", static a =>
        {
            a.rdrand(rcx);
            a.mov(__qword_ptr[rdi], rcx);
            a.setb(al);
            a.movzx(eax, al);
            a.ret();
        }),
        new Processor("litebox_random_seed", static a =>
        {
            a.rdseed(rcx);
            a.mov(__qword_ptr[rdi], rcx);
            a.setb(al);
            a.movzx(eax, al);
            a.ret();
        }),

        // void (ThreadBlock*): RSP as it is after the return, and the callee-saved registers
        new Processor("litebox_record_stack", static a =>
        {
            AssemblerRegister64[] saved = [rbx, rbp, r12, r13, r14, r15];
            for (int i = 0; i < saved.Length; i++)
            {
                a.mov(__qword_ptr[rdi + ThreadBlockLayout.BlockedRegisters + (8 * i)], saved[i]);
            }

            a.lea(rax, __[rsp + 8]);
            a.mov(__qword_ptr[rdi + ThreadBlockLayout.BlockedStackPointer], rax);
            a.ret();
        }),

        // nint (nint function, nint first, nint second): a call through an address, for the host's vDSO
        new Processor("litebox_call", static a =>
        {
            a.mov(rax, rdi);
            a.mov(rdi, rsi);
            a.mov(rsi, rdx);
            a.jmp(rax);
        }),
    ];

    public override IReadOnlyList<string> Symbols => [_symbol];

    public override void Emit(StubAssembler assembler)
    {
        assembler.Define(_symbol);
        _body(assembler.Code);
    }
}
