using System.Runtime;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// The host's signals. A handler runs on the thread's alternate stack with all signals blocked; what it decides takes
/// effect when it returns into the changed context. docs/ARCHITECTURE.md, "Entering and leaving".
/// </summary>
internal static unsafe class Signals
{
    private const int Ill = 4, Trap = 5, Bus = 7, FloatingPoint = 8, Segmentation = 11, Pipe = 13, Sys = 31;
    private const ulong TrapFlag = 0x100, PlainFlags = 0x202;
    private const int ByKernel = 128, BySeccomp = 1;
    private const uint ArchitectureX8664 = 0xC000_003E;
    private const ulong GeneralProtection = 13;
    private const int ClockGetTime = 228;
    private const int PanicHostFault = 256;

    // si_code of a fault by a protection key, and what PKRU holds in a new program: access by key 0 alone, which all memory has that got none.
    private const int KeyError = 4;
    private const uint InitialKeys = 0x5555_5554, OwnKey = 3;

    private const uint FaultFixup = 0, InterruptRestart = 1, GuestFaultWindow = 2, InterruptCall = 3, BlockLookup = 4;

    // SA_SIGINFO | SA_RESTORER | SA_ONSTACK; not SA_RESTART: an interrupt ends a blocking call with EINTR
    private const ulong ActionFlags = 0x4 | 0x0400_0000 | 0x0800_0000;

    // SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGWINCH: what people and supervisors send to programs.
    private const int PassedOn = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 10) | (1 << 12) | (1 << 15) | (1 << 28);
    private const nuint Ignore = 1;

    /// <summary>Installs the handlers, and lets through the signals that the parent may have left blocked.</summary>
    public static Errno Install()
    {
        SignalAction action = new()
        {
            Handler = Place.SignalEntry(),
            Flags = ActionFlags,
            Restorer = Place.SignalReturn(),
            Mask = ulong.MaxValue,
        };
        SignalAction ignore = new() { Handler = Ignore };
        ulong none = 0;
        if (Capability.Processes)
        {
            // SA_NOCLDWAIT | SA_NOCLDSTOP: no zombies
            SignalAction child = action;
            child.Flags |= 3;
            Host.SetAction(Host.ChildSignal, &child);
        }

        if (PassesOn)
        {
            PassOn(&action);
        }

        nint result = Host.SetAction(Ill, &action) | Host.SetAction(Trap, &action) | Host.SetAction(Bus, &action)
            | Host.SetAction(FloatingPoint, &action) | Host.SetAction(Segmentation, &action) | Host.SetAction(Sys, &action)
            | Host.SetAction(Host.InterruptSignal, &action) | Host.SetAction(Pipe, &ignore) | Host.SetMask(&none);
        return result < 0 ? Errno.EINVAL : Errno.None;
    }

    // For a guest that neither handles nor reads signals the host's default does what the guest's would.
    private static bool PassesOn => Capability.SignalHandlers || Capability.SignalFiles;

    /// <summary>Hears of the signals that are meant for the guest, but for those that whoever started the sandbox wants ignored (nohup(1)).</summary>
    private static void PassOn(SignalAction* action)
    {
        for (int signal = 1; PassedOn >> signal != 0; signal++)
        {
            SignalAction before = default;
            if ((PassedOn >> signal & 1) != 0 && Host.GetAction((uint)signal, &before) == 0 && before.Handler != Ignore)
            {
                Host.SetAction((uint)signal, action);
            }
        }
    }

    [RuntimeExport("litebox_signal")]
    private static void Handle(int signal, SignalInformation* information, SignalContext* context, ThreadBlock* block)
    {
        ulong image = Place.ImageBase();
        bool inImage = context->Rip - image < Place.ImageEnd() - image;
        bool onKernelStack = context->Rsp - block->KernelStackBottom <= block->KernelStackTop - block->KernelStackBottom;
        if (Capability.Processes && signal == Host.ChildSignal)
        {
            HostProcesses.NoteEnded();
            Wake(context, block, inImage, onKernelStack);
        }
        else if (PassesOn && (PassedOn >> signal & 1) != 0)
        {
            Interlocked.Or(ref block->HostSignals, 1 << signal);
            Wake(context, block, inImage, onKernelStack);
        }
        else if (signal == Host.InterruptSignal)
        {
            Interrupt(context, block, inImage, onKernelStack);
        }
        else if (information->Code <= 0)
        {
            // Sent by another process, not raised by an instruction.
            South.ExitBySignal(signal);
        }
        else if (signal == Sys)
        {
            SystemCall(information, context, block, inImage, onKernelStack);
        }
        else if (!Capability.Guest)
        {
            Panic(signal, context, block);
        }
        else if ((inImage || onKernelStack) && information->Code == KeyError && TakesBackKeys(context))
        {
            // It goes on at the same instruction.
        }
        else if (inImage)
        {
            FaultInImage(signal, information, context, block);
        }
        else if (onKernelStack)
        {
            Panic(signal, context, block);
        }
        else
        {
            Capture(context, block);
            Fault(signal, information->Code, information->Address, context, block);
        }
    }

    /// <summary>The thread looks for what happened when it wakes, be it about to sleep, or before it goes back to the guest.</summary>
    private static void Wake(SignalContext* context, ThreadBlock* block, bool inImage, bool onKernelStack)
    {
        Volatile.Write(ref block->PendingWork, 1);
        Volatile.Write(ref block->WakeWord, 1);
        Interrupt(context, block, inImage, onKernelStack);
    }

    private static void Interrupt(SignalContext* context, ThreadBlock* block, bool inImage, bool onKernelStack)
    {
        if (inImage)
        {
            CodeWindow* restart = FindWindow(context->Rip, InterruptRestart), call = FindWindow(context->Rip, InterruptCall);
            if (restart != null)
            {
                // The way back begins on the kernel stack; the guest's registers are still in the block.
                context->Rip = restart->TargetAddress;
                context->Rsp = block->KernelStackTop;
            }
            else if (call != null)
            {
                context->Rip = call->TargetAddress;
            }
            else if (context->Rip == Place.GateInstruction() && context->R11 == CodeWindow.InterruptibleMark)
            {
                context->Rip = Place.GateInterrupted();
            }
        }
        else if (Capability.Guest && !onKernelStack && block->PendingWork != 0)
        {
            Capture(context, block);
            Enter(context, block, Place.EnterResume());
        }
    }

    /// <summary>A <c>syscall</c> instruction that is not the gate's.</summary>
    private static void SystemCall(
        SignalInformation* information, SignalContext* context, ThreadBlock* block, bool inImage, bool onKernelStack)
    {
        if (inImage || information->Code != BySeccomp)
        {
            Panic(Sys, context, block);
            return;
        }

        if (onKernelStack)
        {
            // The host's vDSO, called by the library OS, where the clock can be read by the kernel only.
            if (information->SystemCall == ClockGetTime)
            {
                context->Rax = (ulong)Host.ClockGetTime((uint)context->Rdi, (Timespec*)context->Rsi);
            }
            else
            {
                Panic(Sys, context, block);
            }

            return;
        }

        if (!Capability.Guest)
        {
            Panic(Sys, context, block);
            return;
        }

        Capture(context, block);
        if (information->Architecture != ArchitectureX8664)
        {
            // INT 0x80: as on a kernel without 32-bit support.
            block->Registers.Rip -= 2;
            context->Trap = GeneralProtection;
            Fault(Segmentation, ByKernel, 0, context, block);
            return;
        }

        block->Registers.Rax = (uint)information->SystemCall;
        block->Registers.Rcx = context->Rip;
        block->Registers.R11 = context->Rflags;
        Enter(context, block, Place.EnterSyscall());
    }

    private static void FaultInImage(int signal, SignalInformation* information, SignalContext* context, ThreadBlock* block)
    {
        CodeWindow* fixup = FindWindow(context->Rip, FaultFixup);
        if (fixup != null)
        {
            context->Rip = fixup->TargetAddress;
        }
        else if (FindWindow(context->Rip, GuestFaultWindow) != null)
        {
            // IRET has not taken these off the stack yet.
            ulong target = block->Registers.Rip, stack = block->Registers.Rsp, flags = block->Registers.Rflags;
            Capture(context, block);
            block->Registers.Rip = target;
            block->Registers.Rsp = stack;
            block->Registers.Rflags = flags;
            Fault(signal, information->Code, information->Address, context, block);
        }
        else if (FindWindow(context->Rip, BlockLookup) is var lookup && lookup != null)
        {
            context->R11 = (ulong)block;
            context->Rip = lookup->TargetAddress;
        }
        else if (signal == Trap && (context->Rflags & TrapFlag) != 0)
        {
            // A guest that single-steps came in; the library OS does not step.
            context->Rflags &= ~TrapFlag;
        }
        else
        {
            Panic(signal, context, block);
        }
    }

    /// <summary>A guest that has taken from itself the right to its memory (WRPKRU) came in: here it has it again, and keeps it. False when it is not so.</summary>
    private static bool TakesBackKeys(SignalContext* context)
    {
        const int StateInUse = 512, Component = 9;
        uint* layout = stackalloc uint[4];
        Stub.Cpuid(13, Component, layout);
        uint* keys = (uint*)(context->ExtendedState + layout[1]);
        if ((*(ulong*)(context->ExtendedState + StateInUse) >> Component & 1) == 0 || (*keys & OwnKey) == 0)
        {
            return false;
        }

        *keys = InitialKeys;
        return true;
    }

    private static void Fault(int signal, int code, ulong address, SignalContext* context, ThreadBlock* block)
    {
        block->Fault.Signal = signal;
        block->Fault.Code = code;
        block->Fault.Address = address;
        block->Fault.Trap = context->Trap;
        block->Fault.Error = context->Error;
        Enter(context, block, Place.EnterFault());
    }

    private static void Enter(SignalContext* context, ThreadBlock* block, nuint stub)
    {
        context->Rip = stub;
        context->Rsp = block->KernelStackTop;
        context->Rflags = PlainFlags;
    }

    /// <summary>Prints where the library OS failed: on its own stack, so that the callers are found, unless that has run out.</summary>
    private static void Panic(int signal, SignalContext* context, ThreadBlock* block)
    {
        const ulong Room = 4096, RedZone = 128;
        ulong free = context->Rsp - block->KernelStackBottom;
        if (free < Room || free > 1ul << 47)
        {
            Stub.Panic(PanicHostFault + signal, context->Rip);
            return;
        }

        context->Rdi = (ulong)(PanicHostFault + signal);
        context->Rsi = context->Rip;
        context->Rip = Place.Panic();
        context->Rsp = ((context->Rsp - RedZone) & ~15ul) - 8;
        context->Rflags = PlainFlags;
    }

    /// <summary>Copies the guest's whole state from the host's frame.</summary>
    private static void Capture(SignalContext* context, ThreadBlock* block)
    {
        GuestRegisters* registers = &block->Registers;
        registers->Rax = context->Rax;
        registers->Rbx = context->Rbx;
        registers->Rcx = context->Rcx;
        registers->Rdx = context->Rdx;
        registers->Rsi = context->Rsi;
        registers->Rdi = context->Rdi;
        registers->Rbp = context->Rbp;
        registers->Rsp = context->Rsp;
        registers->R8 = context->R8;
        registers->R9 = context->R9;
        registers->R10 = context->R10;
        registers->R11 = context->R11;
        registers->R12 = context->R12;
        registers->R13 = context->R13;
        registers->R14 = context->R14;
        registers->R15 = context->R15;
        registers->Rip = context->Rip;
        registers->Rflags = context->Rflags;
        CaptureExtendedState(context->ExtendedState, block);
        block->FullReturn = 1;
    }

    // The frame says how long its area is in bytes that the CPU leaves to software (struct _fpx_sw_bytes); it is in
    // the standard format, as the block's is.
    private static void CaptureExtendedState(byte* source, ThreadBlock* block)
    {
        const int LegacySize = 512, MagicOffset = 464, SizeOffset = 480, ComponentsOffset = 512;
        const uint Magic = 0x4650_5853;
        byte* target = (byte*)block->ExtendedState;
        int size = LegacySize;
        if (*(uint*)(source + MagicOffset) == Magic)
        {
            size = *(int*)(source + SizeOffset);
        }

        if (size > South.ExtendedStateSize)
        {
            size = South.ExtendedStateSize;
        }

        for (int i = 0; i < size; i += sizeof(ulong))
        {
            *(ulong*)(target + i) = *(ulong*)(source + i);
        }

        ulong* components = (ulong*)(target + ComponentsOffset);
        *components = size > LegacySize ? *components & South.ExtendedStateMask : 3;
    }

    private static CodeWindow* FindWindow(ulong address, uint kind)
    {
        CodeWindow* end = (CodeWindow*)Place.WindowsEnd();
        for (CodeWindow* window = (CodeWindow*)Place.WindowsStart(); window < end; window++)
        {
            if (window->Kind == kind && window->Holds(address))
            {
                return window;
            }
        }

        return null;
    }
}
