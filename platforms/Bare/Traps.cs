using System.Runtime;
using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// Exceptions and interrupts. Out of guest code: <c>litebox_trap_user</c> makes a page resident, switches threads, or
/// describes the fault for the layer above. Out of library-OS code only a guest copy may fault, and only the wait for
/// something to do is interrupted; all else is a bug of ours.
/// </summary>
internal static unsafe class Traps
{
    /// <summary>Selectors of the descriptor table; SYSRET takes user data and code from the places after <see cref="UserBase"/>.</summary>
    public const ushort KernelCode = 0x08, UserBase = 0x18 | 3;

    private const int DivideError = 0, Debug = 1, Breakpoint = 3, Overflow = 4, BoundRange = 5, InvalidOpcode = 6, DoubleFault = 8;
    private const int SegmentNotPresent = 11, StackSegment = 12;
    private const int GeneralProtection = 13, PageFault = 14, FloatingPoint = 16, AlignmentCheck = 17, SimdFloatingPoint = 19, VectorCount = 48;
    private const int SegmentCount = 8, TaskSegment = 0x30;
    private const int SigIll = 4, SigTrap = 5, SigBus = 7, SigFpe = 8, SigSegv = 11;
    private const int SegvMapErr = 1, SegvAccErr = 2, SiKernel = 0x80;

    private static Tables s_tables;
    private static bool s_toldOutOfMemory;

    /// <summary>Loads the tables.</summary>
    /// <param name="emergencyStackTop">Top of the stack for a double fault.</param>
    public static void Start(ulong emergencyStackTop)
    {
        fixed (Tables* tables = &s_tables)
        {
            ulong* segments = tables->Segments;
            segments[KernelCode / 8] = 0x00AF_9B00_0000_FFFF;
            segments[2] = 0x00CF_9300_0000_FFFF;
            segments[4] = 0x00CF_F300_0000_FFFF;
            segments[5] = 0x00AF_FB00_0000_FFFF;
            ulong task = (ulong)tables->Task;
            const ulong TaskLimit = Tables.TaskBytes - 1, AvailableTask = 0x89ul << 40;
            segments[TaskSegment / 8] = TaskLimit | ((task & 0xFF_FFFF) << 16) | AvailableTask | ((task >> 24 & 0xFF) << 56);
            segments[(TaskSegment / 8) + 1] = task >> 32;
            *(ulong*)(tables->Task + 0x24) = emergencyStackTop;
            *(ushort*)(tables->Task + 0x66) = Tables.TaskBytes;

            ulong vectors = (ulong)(delegate*<void>)&Stub.Vectors;
            for (int i = 0; i < VectorCount; i++)
            {
                // Interrupt gates: IF is clear in the handler. The guest may raise the breakpoint and overflow ones itself.
                ulong handler = vectors + ((ulong)i * 8);
                ulong kind = i is Breakpoint or Overflow ? 0xEEul : 0x8Eul;
                ulong stack = i == DoubleFault ? 1ul : 0;
                tables->Gates[i * 2] = (handler & 0xFFFF) | ((ulong)KernelCode << 16) | (stack << 32) | (kind << 40)
                    | ((handler >> 16 & 0xFFFF) << 48);
                tables->Gates[(i * 2) + 1] = handler >> 32;
            }

            TablePointer global = new() { Limit = (SegmentCount * 8) - 1, Base = (ulong)segments };
            TablePointer interrupts = new() { Limit = (VectorCount * 16) - 1, Base = (ulong)tables->Gates };
            Stub.LoadTables(&global, &interrupts);
        }
    }

    /// <summary>The stack on which exceptions of guest code arrive.</summary>
    public static void SetKernelStack(ulong top)
    {
        fixed (Tables* tables = &s_tables)
        {
            *(ulong*)(tables->Task + 4) = top;
        }
    }

    /// <summary>
    /// An exception or interrupt out of guest code, all of whose state is in the block. 0: go on with the guest; 1: the
    /// fault is described in the block.
    /// </summary>
    [RuntimeExport("litebox_trap_user")]
    private static int FromGuest(ThreadBlock* block, int vector, ulong error, ulong address)
    {
        if (vector == LocalApic.TimerVector)
        {
            LocalApic.Acknowledge();
            Scheduler.TimerExpired();
            Scheduler.Tick();
            return 0;
        }

        if (vector == Serial.InputVector)
        {
            LocalApic.Acknowledge();
            Scheduler.InputArrived();
            Scheduler.Tick();
            return 0;
        }

        if (vector >= 32)
        {
            return 0;
        }

        const ulong UserAccess = 4;
        if (vector == PageFault && (error & UserAccess) == 0)
        {
            if (FarReturn.TryPerform(ref block->Registers))
            {
                return 0;
            }

            vector = GeneralProtection;
            error = 0;
        }

        if (vector == PageFault && address >= South.GuestEnd)
        {
            Vdso.Touched(address);
        }

        FaultOutcome outcome = vector == PageFault && address < GuestTables.End ? GuestTables.Fault(address, error) : FaultOutcome.Refused;
        if (outcome == FaultOutcome.Resolved)
        {
            return 0;
        }

        if (outcome == FaultOutcome.OutOfMemory)
        {
            OutOfMemory(ref block->Fault, address);
            return 1;
        }

        Describe(ref block->Fault, vector, error, address, block->Registers.Rip);
        return 1;
    }

    /// <summary>An exception or interrupt out of library-OS code.</summary>
    [RuntimeExport("litebox_trap_kernel")]
    private static void FromKernel(TrapFrame* frame, int vector, ulong address)
    {
        if (vector == LocalApic.TimerVector)
        {
            LocalApic.Acknowledge();
            Scheduler.TimerExpired();
            return;
        }

        if (vector == Serial.InputVector)
        {
            LocalApic.Acknowledge();
            Scheduler.InputArrived();
            return;
        }

        if (vector >= 32)
        {
            return;
        }

        ulong image = (ulong)(delegate*<void>)&Stub.ImageBase;
        for (CodeWindow* window = (CodeWindow*)(delegate*<void>)&Stub.WindowsStart;
            window < (CodeWindow*)(delegate*<void>)&Stub.WindowsEnd; window++)
        {
            ulong offset = frame->InstructionPointer - image;
            if (window->Kind == CodeWindow.FaultFixup && offset >= window->Start && offset < window->End)
            {
                if (vector != PageFault || address >= South.GuestEnd || GuestTables.Fault(address, frame->Error) != FaultOutcome.Resolved)
                {
                    frame->InstructionPointer = image + window->Target;
                }

                return;
            }
        }

        if (vector == DoubleFault && KernelStacks.IsGuard(frame->StackPointer - sizeof(ulong)))
        {
            Serial.Write(2, "litebox: a kernel stack has overflowed\n"u8);
        }

        Stub.Panic(256 + SignalOf(vector), frame->InstructionPointer);
    }

    /// <summary>A guest was to continue at an address that no guest can have; the stub asks before the CPU would object.</summary>
    [RuntimeExport("litebox_bad_return")]
    private static void BadReturn(ThreadBlock* block) =>
        Describe(ref block->Fault, GeneralProtection, 0, 0, block->Registers.Rip);

    /// <summary>What Linux does when it has no page for a mapping that it has granted is end the process; SIGBUS can be told apart from a wild access.</summary>
    private static void OutOfMemory(ref GuestFault fault, ulong address)
    {
        if (!s_toldOutOfMemory)
        {
            s_toldOutOfMemory = true;
            Serial.Write(2, "litebox: the machine has no memory left for the program\n"u8);
        }

        const int BusAdrErr = 2;
        fault.Trap = PageFault;
        fault.Error = 0;
        fault.Signal = SigBus;
        fault.Code = BusAdrErr;
        fault.Address = address;
    }

    private static void Describe(ref GuestFault fault, int vector, ulong error, ulong address, ulong instruction)
    {
        const ulong PresentError = 1;

        // As on Linux, nothing tells what is mapped above the guest's half.
        bool isAbove = vector == PageFault && address >= GuestTables.End;
        error |= isAbove ? PresentError : 0;
        fault.Trap = (ulong)vector;
        fault.Error = error;
        fault.Signal = SignalOf(vector);
        (fault.Code, fault.Address) = vector switch
        {
            DivideError => (1, instruction),
            Debug => (2, instruction),
            InvalidOpcode => (2, instruction),
            PageFault => (GuestTables.IsMapped(address) ? SegvAccErr : SegvMapErr, address),
            FloatingPoint or SimdFloatingPoint => (7, instruction),
            AlignmentCheck => (1, 0ul),
            _ => (SiKernel, 0ul),
        };
    }

    private static int SignalOf(int vector) => vector switch
    {
        DivideError or FloatingPoint or SimdFloatingPoint => SigFpe,
        Debug or Breakpoint => SigTrap,
        InvalidOpcode => SigIll,
        SegmentNotPresent or StackSegment or AlignmentCheck => SigBus,
        _ => SigSegv,
    };

    private struct Tables
    {
        public const int TaskBytes = 104;

        public fixed ulong Segments[SegmentCount];
        public fixed ulong Gates[VectorCount * 2];
        public fixed byte Task[TaskBytes];
    }

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    private struct TablePointer
    {
        public ushort Limit;
        public ulong Base;
    }
}
