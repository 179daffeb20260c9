using System;
using System.Buffers.Binary;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Signal frames as Linux lays them out on x86-64 (arch/x86/kernel/signal_64.c): from the top extended state, then
/// siginfo, ucontext and return address.
/// </summary>
internal static unsafe class SignalFrame
{
    private const ulong RedZone = 128;
    private const ulong InfoSize = 128;
    private const ulong RestartMark = 0x4C42_5245_5354_4152;
    private const uint StateMagic1 = 0x4650_5853;
    private const uint StateMagic2 = 0x4650_5845;

    // Offsets in the XSAVE area: the bytes left to software, and the header.
    private const int SoftwareBytes = 464;
    private const int LegacySize = 512;
    private const int HeaderSize = 64;
    private const int MxcsrOffset = 24;
    private const uint MxcsrMask = 0xFFFF;

    private const ulong ClearedInHandler = 0x400 | 0x100 | 0x1_0000;
    private const ulong GuestFlags = 0x5_0DD5;
    private const ulong FixedFlags = 0x202;

    /// <summary>Sets the thread up to run the handler. False when the stack cannot take the frame, or there is no restorer.</summary>
    internal static bool Push(Thread thread, in SignalInfo info, in SignalAction action, CallFate fate, ulong number)
    {
        if ((action.Flags & SignalFlags.Restorer) == 0)
            return false;
        ref ThreadBlock block = ref thread.Block;
        MakeFull(ref block);
        ref GuestRegisters registers = ref block.Registers;
        if (fate == CallFate.Interrupted)
            registers.Rax = unchecked((ulong)-(long)Errno.EINTR);

        ulong stack = ChooseStack(thread, action, out bool onAlternate);
        ulong stateSize = (ulong)Host.ExtendedStateSize;
        ulong state = (stack - stateSize - sizeof(uint)) & ~63UL;
        ulong frame = ((state - (ulong)sizeof(RawSignalContext) - InfoSize) & ~15UL) - 8;
        AlternateStack alternate = thread.AlternateStack;
        if (onAlternate && (frame >= stack || frame < alternate.Base))
            return false;

        RawSignalContext context = Describe(thread, state);
        context.ReturnAddress = action.Restorer;
        if (fate == CallFate.Again)
        {
            // As on Linux, the frame shows the thread before the call: at its instruction, with the number in RAX.
            context.Rip = RewrittenCode.SiteOf(thread.Process, registers.Rip);
            context.Rax = number;
            context.RestartMark = RestartMark ^ context.Rip;
            context.RestartReturn = registers.Rip;
        }
        else if (fate == CallFate.Done)
        {
            context.Rip = RewrittenCode.AddressInProgram(thread.Process, registers.Rip);
        }

        ulong infoAddress = frame + (ulong)sizeof(RawSignalContext);
        if (WriteState(ref block, state) != Errno.None
            || Guest.Write(frame, context) != Errno.None
            || Guest.Write(infoAddress, info) != Errno.None
            || Guest.Clear(infoAddress + (ulong)sizeof(SignalInfo), InfoSize - (ulong)sizeof(SignalInfo)) != Errno.None)
        {
            return false;
        }

        _ = thread.TakeMaskForFrame();
        ulong blocked = action.Mask | ((action.Flags & SignalFlags.NoDefer) != 0 ? 0 : Signal.Bit(info.Number));
        thread.SignalMask |= blocked;
        if ((alternate.Flags & AlternateStack.AutoDisarm) != 0)
            thread.AlternateStack = AlternateStack.None;
        registers.Rdi = (ulong)info.Number;
        registers.Rsi = infoAddress;
        registers.Rdx = frame + 8;
        registers.Rax = 0;
        registers.Rip = action.Handler;
        registers.Rsp = frame;
        registers.Rflags &= ~ClearedInHandler;
        thread.ClearExtendedState();
        return true;
    }

    /// <summary>
    /// rt_sigreturn(2): brings back what the frame at the stack pointer holds. EFAULT for a bad frame, which becomes
    /// SIGSEGV.
    /// </summary>
    internal static Errno Pop(Thread thread)
    {
        ref ThreadBlock block = ref thread.Block;
        MakeFull(ref block);
        if (Guest.Read(block.Registers.Rsp - 8, out RawSignalContext context) != Errno.None)
            return Errno.EFAULT;
        if (ReadState(thread, context.ExtendedState) != Errno.None)
            return Errno.EFAULT;
        Restore(ref block.Registers, context);
        thread.SignalMask = context.Mask;
        AlternateStack alternate = new() { Base = context.StackBase, Flags = context.StackFlags, Size = context.StackSize };
        _ = Signals.SetAlternateStack(thread, alternate);
        if (context.RestartMark != (RestartMark ^ context.Rip))
            return Outcome.RegistersSet;
        block.Registers.Rip = context.RestartReturn;
        return Outcome.CallAgain;
    }

    /// <summary>After this, <see cref="ThreadBlock.Registers"/> and the extended state are all of the guest's state, and return loads all.</summary>
    internal static void MakeFull(ref ThreadBlock block)
    {
        if (block.FullReturn != 0)
            return;
        Host.SaveExtendedState(ref block);
        block.Registers.Rcx = block.Registers.Rip;
        block.Registers.Rflags = (block.Registers.R11 & GuestFlags) | FixedFlags;
        block.FullReturn = 1;
    }

    private static ulong ChooseStack(Thread thread, in SignalAction action, out bool onAlternate)
    {
        ulong stack = thread.Block.Registers.Rsp;
        AlternateStack alternate = thread.AlternateStack;
        bool armed = alternate.Size != 0 && (alternate.Flags & AlternateStack.Disabled) == 0;

        // With SS_AUTODISARM the thread is never on the stack while it is set, wherever the pointer points.
        onAlternate = armed && (alternate.Flags & AlternateStack.AutoDisarm) == 0 && alternate.Holds(stack);
        if (!armed || onAlternate || (action.Flags & SignalFlags.OnStack) == 0)
            return stack - RedZone;
        onAlternate = true;
        return alternate.Base + alternate.Size;
    }

    private static RawSignalContext Describe(Thread thread, ulong state)
    {
        ref GuestRegisters registers = ref thread.Block.Registers;
        ref GuestFault fault = ref thread.Block.Fault;
        ulong mask = thread.HasSavedMask ? thread.SavedMask : thread.SignalMask;
        return new RawSignalContext
        {
            Flags = RawSignalContext.HasExtendedState | RawSignalContext.HasStackSegment | RawSignalContext.StrictStackSegment,
            StackBase = thread.AlternateStack.Base,
            StackFlags = thread.AlternateStack.Flags,
            StackSize = thread.AlternateStack.Size,
            R8 = registers.R8,
            R9 = registers.R9,
            R10 = registers.R10,
            R11 = registers.R11,
            R12 = registers.R12,
            R13 = registers.R13,
            R14 = registers.R14,
            R15 = registers.R15,
            Rdi = registers.Rdi,
            Rsi = registers.Rsi,
            Rbp = registers.Rbp,
            Rbx = registers.Rbx,
            Rdx = registers.Rdx,
            Rax = registers.Rax,
            Rcx = registers.Rcx,
            Rsp = registers.Rsp,
            Rip = registers.Rip,
            Rflags = registers.Rflags,
            Cs = 0x33,
            Ss = 0x2B,
            Error = fault.Error,
            Trap = fault.Trap,
            OldMask = mask,
            FaultAddress = fault.Address,
            ExtendedState = state,
            Mask = mask,
        };
    }

    private static void Restore(ref GuestRegisters registers, in RawSignalContext context)
    {
        registers.R8 = context.R8;
        registers.R9 = context.R9;
        registers.R10 = context.R10;
        registers.R11 = context.R11;
        registers.R12 = context.R12;
        registers.R13 = context.R13;
        registers.R14 = context.R14;
        registers.R15 = context.R15;
        registers.Rdi = context.Rdi;
        registers.Rsi = context.Rsi;
        registers.Rbp = context.Rbp;
        registers.Rbx = context.Rbx;
        registers.Rdx = context.Rdx;
        registers.Rax = context.Rax;
        registers.Rcx = context.Rcx;
        registers.Rsp = context.Rsp;
        registers.Rip = context.Rip;
        registers.Rflags = (context.Rflags & GuestFlags) | FixedFlags;
    }

    private static Errno WriteState(ref ThreadBlock block, ulong address)
    {
        int size = Host.ExtendedStateSize;
        Span<byte> state = new((void*)block.ExtendedState, size);
        Span<byte> software = state.Slice(SoftwareBytes, LegacySize - SoftwareBytes);
        software.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(software, StateMagic1);
        BinaryPrimitives.WriteUInt32LittleEndian(software[4..], (uint)size + sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(software[8..], Host.ExtendedStateMask);
        BinaryPrimitives.WriteUInt32LittleEndian(software[16..], (uint)size);
        Errno error = Guest.WriteBytes(address, state);
        return error == Errno.None ? Guest.Write(address + (ulong)size, StateMagic2) : error;
    }

    private static Errno ReadState(Thread thread, ulong address)
    {
        if (address == 0)
        {
            thread.ClearExtendedState();
            return Errno.None;
        }

        ref ThreadBlock block = ref thread.Block;
        int size = Host.ExtendedStateSize;
        Span<byte> state = new((void*)block.ExtendedState, size);

        // First into the area, then checked there: the guest cannot change it in between.
        if (Guest.ReadBytes(address, state[..LegacySize]) != Errno.None)
            return Errno.EFAULT;
        Span<byte> software = state.Slice(SoftwareBytes, LegacySize - SoftwareBytes);
        uint stateSize = BinaryPrimitives.ReadUInt32LittleEndian(software[16..]);
        bool isExtended = BinaryPrimitives.ReadUInt32LittleEndian(software) == StateMagic1
            && stateSize >= LegacySize + HeaderSize && stateSize <= (uint)size
            && Guest.Read(address + stateSize, out uint magic2) == Errno.None && magic2 == StateMagic2;
        state[LegacySize..].Clear();
        ulong present = 3;
        if (isExtended)
        {
            if (Guest.ReadBytes(address + LegacySize, state[LegacySize..(int)stateSize]) != Errno.None)
                return Errno.EFAULT;
            present = BinaryPrimitives.ReadUInt64LittleEndian(state[LegacySize..]) & Host.ExtendedStateMask
                & BinaryPrimitives.ReadUInt64LittleEndian(software[8..]);
        }

        // What XRSTOR would refuse with an exception.
        state.Slice(LegacySize, HeaderSize).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(state[LegacySize..], present);
        Span<byte> mxcsr = state[MxcsrOffset..];
        BinaryPrimitives.WriteUInt32LittleEndian(mxcsr, BinaryPrimitives.ReadUInt32LittleEndian(mxcsr) & MxcsrMask);
        return Errno.None;
    }
}
