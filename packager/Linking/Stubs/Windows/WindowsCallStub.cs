using System;
using System.Collections.Generic;
using Iced.Intel;
using LiteBox.South;
using static Iced.Intel.AssemblerRegisters;
using Layout = LiteBox.Packager.Linking.Stubs.Linux.ThreadBlockLayout;

namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// Calls one function of Windows for C#: the caller's arguments by the System V convention become those of the x64 convention
/// of Windows (RCX, RDX, R8, R9, then the stack above 32 bytes that belong to the function). What Windows keeps across a call includes all
/// that System V does. It does not keep the vector registers that a Linux system call keeps, so they go into the block first.
/// FS base is the host's whenever library-OS code runs (<see cref="WindowsTransition"/>).
/// </summary>
internal sealed class WindowsCallStub(WindowsCall call) : Stub
{
    private const int HomeSpace = 32;
    private const int InRegisters = 4;

    public WindowsCall Call => call;

    public override IReadOnlyList<string> Symbols => [call.Symbol];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        Label ready = a.CreateLabel();
        assembler.Define(call.Symbol);
        a.push(rbp);
        a.mov(rbp, rsp);

        // No block: the South has not started yet, or this thread never runs guest code.
        a.mov(rax, __qword_ptr.gs[ThreadSlots.Block]);
        a.test(rax, rax);
        a.jz(ready);
        a.cmp(__dword_ptr[rax + Layout.FullReturn], 0);
        a.jne(ready);
        a.call(assembler.External("litebox_keep_vectors"));
        a.Label(ref ready);

        int onStack = Math.Max(0, call.Arguments - InRegisters);
        a.sub(rsp, (HomeSpace + (8 * onStack) + 15) & ~15);
        for (int i = 0; i < onStack; i++)
        {
            AssemblerMemoryOperand to = __qword_ptr[rsp + HomeSpace + (8 * i)];
            switch (i)
            {
                case 0:
                    a.mov(to, r8);
                    break;
                case 1:
                    a.mov(to, r9);
                    break;
                default:
                    // The first word above the saved RBP and the return address.
                    a.mov(rax, __qword_ptr[rbp + 16 + (8 * (i - 2))]);
                    a.mov(to, rax);
                    break;
            }
        }

        AssemblerRegister64[] from = [rdi, rsi, rdx, rcx], into = [rcx, rdx, r8, r9];
        for (int i = Math.Min(call.Arguments, InRegisters) - 1; i >= 0; i--)
        {
            a.mov(into[i], from[i]);
        }

        a.AddInstruction(Instruction.Create(Code.Call_rm64, new MemoryOperand(Register.RIP, (long)assembler.External(call.AddressSymbol), 8)));
        a.leave();
        a.ret();
    }
}
