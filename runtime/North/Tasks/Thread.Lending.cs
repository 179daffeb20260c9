using System;

namespace LiteBox.North;

/// <content>
/// A thread that calls vfork(2) lends its host thread, thread block included, to the child's first thread. So nothing of
/// the host is needed until the child starts a program, and the child sees the very memory of its parent.
/// </content>
public sealed unsafe partial class Thread
{
    private byte[] _lentState = [];
    private GuestRegisters _lentRegisters;
    private ulong _lentFsBase;
    private Thread? _lender;

    /// <summary>True while its host thread runs the thread of a child.</summary>
    internal bool IsLent => _state == ThreadState.Lent;

    /// <summary>True while it runs on the host thread of another.</summary>
    internal bool HasLender => _lender is not null;

    /// <summary>Keeps the guest's state of the calling thread until <see cref="GiveBack"/>.</summary>
    internal void Lend()
    {
        Host.SaveExtendedState(ref *_block);
        _lentState = new ReadOnlySpan<byte>((void*)_block->ExtendedState, Host.ExtendedStateSize).ToArray();
        _lentRegisters = _block->Registers;
        _lentFsBase = Host.ReadFsBase(ref *_block);
        _state = ThreadState.Lent;
    }

    /// <summary>The child for which the host thread was lent did not come about.</summary>
    internal void TakeBack()
    {
        _lentState = [];
        Kernel.SetThread(ref *_block, this);
        _state = ThreadState.Running;
    }

    /// <summary>Goes on as this thread on the host thread of <paramref name="lender"/>. Called with the lock held; does not return.</summary>
    internal void TakeOver(Thread lender, in ProcessStart start, ulong threadPointer, int pidFile)
    {
        _lender = lender;
        ReturnFromClone(0, start.Stack);
        Host.WriteFsBase(ref *_block, threadPointer);
        Kernel.SetThread(ref *_block, this);
        ClearChildTid = start.Addresses.ClearAtEnd;
        start.Addresses.Store(Id, pidFile);
        if (start.Addresses.StoreForChild != 0)
            _ = Guest.Write(start.Addresses.StoreForChild, Id);
        GoOn(_block);
    }

    /// <summary>The lender's call returns this thread's number. Called with the lock held; does not return.</summary>
    internal void GiveBack()
    {
        Thread lender = _lender!;
        _lender = null;
        ThreadBlock* block = lender._block;
        lender._lentState.AsSpan().CopyTo(new Span<byte>((void*)block->ExtendedState, Host.ExtendedStateSize));
        lender._lentState = [];
        block->Registers = lender._lentRegisters;
        lender.ReturnFromClone(Id, 0);
        Host.WriteFsBase(ref *block, lender._lentFsBase);
        Kernel.SetThread(ref *block, lender);
        lender._state = ThreadState.Running;
        GoOn(block);
    }

    /// <summary>Moves to another block: the one of a host thread that is to be started.</summary>
    internal void MoveTo(ref ThreadBlock block)
    {
        _block = (ThreadBlock*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref block);
        Kernel.SetThread(ref block, this);
    }

    /// <summary>The host ended the thread; what it held is given up, but for what lies in its guest memory.</summary>
    internal void Vanish()
    {
        Waiter.Queue?.Remove(Waiter);
        if (!IsLent)
            HostProcesses.Free(ref *_block);
        Kernel.Forget(this);
        if (Capability.HostSockets)
            HostHandles.CloseUnused();
    }

    private static void GoOn(ThreadBlock* block)
    {
        // Signals may have come for the thread while the host thread was not its own.
        block->PendingWork = 1;
        BigLock.Exit();
        HostProcesses.Continue(ref *block);
    }
}
