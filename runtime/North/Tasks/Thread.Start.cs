using System;

namespace LiteBox.North;

public sealed unsafe partial class Thread
{
    private const ulong InitialFlags = 0x202;

    /// <summary>Sets the name; what does not fit is cut off.</summary>
    public void SetName(ReadOnlySpan<byte> name)
    {
        Name.AsSpan().Clear();
        name[..int.Min(name.Length, NameCapacity - 1)].CopyTo(Name);
    }

    /// <summary>Sets the registers to those that a program starts with: all zero but for these two.</summary>
    internal void StartAt(ulong entry, ulong stack)
    {
        _block->Registers = default;
        _block->Registers.Rip = entry;
        _block->Registers.Rsp = stack;
        _block->Registers.Rflags = InitialFlags;
        Host.WriteFsBase(ref *_block, 0);
        ClearExtendedState();
        _block->FullReturn = 1;
    }

    /// <summary>Vector and x87 state as after a reset: nothing of an earlier program is left in it.</summary>
    public void ClearExtendedState()
    {
        Span<byte> state = new((void*)_block->ExtendedState, Host.ExtendedStateSize);
        state.Clear();

        // FCW and MXCSR: all exceptions masked. With an empty XSTATE_BV the rest is the initial state.
        state[0] = 0x7F;
        state[1] = 0x03;
        state[24] = 0x80;
        state[25] = 0x1F;
    }

    /// <summary>Takes over the registers of the thread that clones: the same place, with 0 as the result.</summary>
    internal void CopyRegisters(Thread parent, ulong stack, ulong threadPointer)
    {
        Host.SaveExtendedState(ref parent.Block);
        new ReadOnlySpan<byte>((void*)parent._block->ExtendedState, Host.ExtendedStateSize).CopyTo(new Span<byte>((void*)_block->ExtendedState, Host.ExtendedStateSize));
        _block->Registers = parent._block->Registers;
        _block->Registers.FsBase = threadPointer;
        ReturnFromClone(0, stack);
    }

    private void ReturnFromClone(int result, ulong stack)
    {
        ref GuestRegisters registers = ref _block->Registers;
        registers.Rax = (ulong)result;
        if (stack != 0)
            registers.Rsp = stack;

        // What SYSCALL leaves in RCX and R11.
        registers.Rcx = registers.Rip;
        registers.Rflags = (registers.R11 & 0xCD5) | InitialFlags;
        _block->FullReturn = 1;
    }

    /// <summary>
    /// What a thread does first in a host process that was started for it, before the guest runs there. Called with the lock held.
    /// </summary>
    public void Begin()
    {
        if (FirstProgram is { } program)
        {
            FirstProgram = null;
            Process.Become(this, program);
            return;
        }

        Process.Memory.BeginCopy();
        if (FirstStore != 0)
            _ = Guest.Write(FirstStore, Id);
        FirstStore = 0;
    }

    /// <summary>Takes over what a new thread has of its creator.</summary>
    internal void InheritFrom(Thread parent)
    {
        _signalMask = parent.HasSavedMask ? parent.SavedMask : parent._signalMask;
        parent.Name.AsSpan().CopyTo(Name);
        InheritScheduling(parent);
    }
}
