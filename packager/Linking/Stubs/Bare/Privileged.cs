using System;
using System.Collections.Generic;
using Iced.Intel;
using LiteBox.Packager.Linking.Stubs.Linux;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Bare;

/// <summary>What an instruction or two of ring 0 can do and C# cannot, each a System V function without a stack frame.</summary>
internal sealed class Privileged : Stub
{
    private readonly string _symbol;
    private readonly Action<Assembler> _body;

    private Privileged(string symbol, Action<Assembler> body)
    {
        _symbol = symbol;
        _body = body;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Stub> All { get; } =
    [
        // void (): only where SMAP is on
        new Privileged("litebox_allow_guest_access", static a => a.stac()),
        new Privileged("litebox_forbid_guest_access", static a => a.clac()),

        // void (nuint* save, nuint load): leaves one thread's stack for another's; the registers a function keeps are on them
        new Privileged("litebox_switch", static a =>
        {
            AssemblerRegister64[] kept = [rbx, rbp, r12, r13, r14, r15];
            foreach (AssemblerRegister64 register in kept)
            {
                a.push(register);
            }

            a.mov(__qword_ptr[rdi], rsp);
            a.mov(rsp, rsi);
            for (int i = kept.Length - 1; i >= 0; i--)
            {
                a.pop(kept[i]);
            }
        }),

        // ThreadBlock* (): the calling thread's
        new Privileged("litebox_current_block", static a => a.mov(rax, __qword_ptr.gs[ThreadBlockLayout.Self])),

        // void (): sleeps until an interrupt has been taken; STI holds interrupts off for one more instruction, so none is lost
        new Privileged("litebox_idle", static a =>
        {
            a.sti();
            a.hlt();
            a.cli();
        }),
        new Privileged("litebox_halt", static a =>
        {
            a.cli();
            a.hlt();
        }),
        new Privileged("litebox_in8", static a =>
        {
            a.mov(edx, edi);
            a.xor(eax, eax);
            a.@in(al, dx);
        }),
        new Privileged("litebox_out8", static a =>
        {
            a.mov(edx, edi);
            a.mov(eax, esi);
            a.@out(dx, al);
        }),
        new Privileged("litebox_out32", static a =>
        {
            a.mov(edx, edi);
            a.mov(eax, esi);
            a.@out(dx, eax);
        }),
        new Privileged("litebox_read_msr", static a =>
        {
            a.mov(ecx, edi);
            a.rdmsr();
            a.shl(rdx, 32);
            a.or(rax, rdx);
        }),
        new Privileged("litebox_write_msr", static a =>
        {
            a.mov(ecx, edi);
            a.mov(eax, esi);
            a.mov(rdx, rsi);
            a.shr(rdx, 32);
            a.wrmsr();
        }),
        new Privileged("litebox_invalidate_page", static a => a.invlpg(__byte_ptr[rdi])),
        new Privileged("litebox_invalidate_all", static a =>
        {
            a.mov(rax, cr3);
            a.mov(cr3, rax);
        }),
        new Privileged("litebox_read_cr4", static a => a.mov(rax, cr4)),
        new Privileged("litebox_write_cr4", static a => a.mov(cr4, rdi)),
        new Privileged("litebox_write_xcr0", static a =>
        {
            a.xor(ecx, ecx);
            a.mov(eax, edi);
            a.mov(rdx, rdi);
            a.shr(rdx, 32);
            a.xsetbv();
        }),

        // void (TablePointer* segments, TablePointer* gates): the selectors are those of South's Traps
        new Privileged("litebox_load_tables", static a =>
        {
            Label next = a.CreateLabel();
            a.lgdt(__[rdi]);
            a.lidt(__[rsi]);
            a.mov(eax, 0x10);
            a.mov(ss, ax);
            a.xor(eax, eax);
            a.mov(ds, ax);
            a.mov(es, ax);
            a.mov(fs, ax);
            a.mov(gs, ax);
            a.mov(eax, 0x30);
            a.ltr(ax);
            a.lea(rax, __[next]);
            a.push(8);
            a.push(rax);
            a.AddInstruction(Instruction.Create(Code.Retfq));
            a.Label(ref next);
        }),
    ];

    public override IReadOnlyList<string> Symbols => [_symbol];

    public override void Emit(StubAssembler assembler)
    {
        assembler.Define(_symbol);
        _body(assembler.Code);
        assembler.Code.ret();
    }
}
