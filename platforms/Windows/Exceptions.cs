using System.Runtime;

namespace LiteBox.South;

/// <summary>
/// The vectored exception handler: it is asked first, about every exception of the process. Guest code is never resumed
/// from here, since its FS base would be lost: a stub does that.
/// </summary>
internal static unsafe class Exceptions
{
    private const int ContinueExecution = -1, ContinueSearch = 0;
    private const int Ill = 4, Trap = 5, Bus = 7, FloatingPoint = 8, Segmentation = 11;
    private const int ByKernel = 128;
    private const int PanicHostFault = 256;
    private const uint TrapFlag = 0x100;
    private const ulong Unknown = ulong.MaxValue;

    private const uint AccessViolation = 0xC000_0005, InPageError = 0xC000_0006, IllegalInstruction = 0xC000_001D;
    private const uint PrivilegedInstruction = 0xC000_0096, Breakpoint = 0x8000_0003, SingleStep = 0x8000_0004;
    private const uint Misalignment = 0x8000_0002, DivideByZero = 0xC000_0094, Overflow = 0xC000_0095;
    private const uint FloatFirst = 0xC000_008D, FloatLast = 0xC000_0093, FloatMultiple = 0xC000_02B4, FloatMultipleTraps = 0xC000_02B5;

    /// <summary>Installs the handler. False when Windows refuses.</summary>
    public static bool Install() => Windows.RtlAddVectoredExceptionHandler(1, Place.ExceptionEntry()) != 0;

    [RuntimeExport("litebox_exception")]
    private static int Handle(ExceptionPointers* pointers, ThreadBlock* block)
    {
        ThreadContext* context = pointers->Context;
        ulong image = Place.ImageBase();
        if (context->Rip - image < Place.ImageEnd() - image)
        {
            return HandleInImage(pointers->Record, context, block);
        }

        // On its kernel stack a thread is in Windows' own code, which has handlers of its own.
        if (block == null || context->Rsp - block->KernelStackBottom <= block->KernelStackTop - block->KernelStackBottom)
        {
            return ContinueSearch;
        }

        if (FsBase.IsLost(pointers->Record, context, block))
        {
            Threads.Capture(context, block);
            Threads.Enter(context, block, Place.EnterRepair());
            return ContinueExecution;
        }

        return Raise(pointers->Record, context, block) ? ContinueExecution : ContinueSearch;
    }

    private static int HandleInImage(ExceptionRecord* record, ThreadContext* context, ThreadBlock* block)
    {
        CodeWindow* fixup = CodeWindow.Find(context->Rip, CodeWindow.FaultFixup);
        if (fixup != null)
        {
            context->Rip = fixup->TargetAddress;
        }
        else if (block != null && CodeWindow.Find(context->Rip, CodeWindow.GuestFault) != null)
        {
            context->Rip = block->Registers.Rip;
            Raise(record, context, block);
        }
        else if (record->Code == SingleStep)
        {
            // A guest that single-steps came in; the library OS does not step.
            context->Flags &= ~TrapFlag;
        }
        else
        {
            Stub.Panic(PanicHostFault + Segmentation, context->Rip);
        }

        return ContinueExecution;
    }

    /// <summary>Makes the exception the guest's. False for one that no instruction raises.</summary>
    private static bool Raise(ExceptionRecord* record, ThreadContext* context, ThreadBlock* block)
    {
        GuestFault fault = new() { Address = context->Rip };
        switch (record->Code)
        {
            case AccessViolation when record->Target == Unknown:
            case PrivilegedInstruction:
                (fault.Signal, fault.Code, fault.Trap, fault.Address) = (Segmentation, ByKernel, 13, 0);
                break;
            case AccessViolation:
            case InPageError:
                // The library OS knows whether anything is mapped there.
                const int MapError = 1, AddressError = 2;
                const ulong Store = 1, Fetch = 8;
                bool readable = record->Code == AccessViolation;
                (fault.Signal, fault.Code, fault.Trap, fault.Address) = (readable ? Segmentation : Bus, readable ? MapError : AddressError, 14, record->Target);
                fault.Error = 4ul | (record->Access == Store ? 2ul : 0) | (record->Access == Fetch ? 16ul : 0);
                break;
            case IllegalInstruction:
                (fault.Signal, fault.Code, fault.Trap) = (Ill, 2, 6);
                break;
            case Breakpoint:
                // Windows shows the instruction, Linux what follows it.
                context->Rip++;
                (fault.Signal, fault.Code, fault.Trap, fault.Address) = (Trap, ByKernel, 3, 0);
                break;
            case SingleStep:
                (fault.Signal, fault.Code, fault.Trap) = (Trap, 2, 1);
                break;
            case Misalignment:
                (fault.Signal, fault.Code, fault.Trap, fault.Address) = (Bus, 1, 17, 0);
                break;
            case DivideByZero:
            case Overflow:
                // One exception of the CPU, which Windows tells apart.
                (fault.Signal, fault.Code, fault.Trap) = (FloatingPoint, 1, 0);
                break;
            case >= FloatFirst and <= FloatLast:
            case FloatMultiple:
            case FloatMultipleTraps:
                (fault.Signal, fault.Code, fault.Trap) = (FloatingPoint, FloatCode(record->Code, context->Mxcsr), 19);
                break;
            default:
                return false;
        }

        Threads.Capture(context, block);
        block->Fault = fault;
        Threads.Enter(context, block, Place.EnterFault());
        return true;
    }

    /// <summary>The si_code: FPE_FLTDIV 3, FLTOVF 4, FLTUND 5, FLTRES 6, FLTINV 7. Of SSE Windows tells only that something was raised.</summary>
    private static int FloatCode(uint code, uint mxcsr)
    {
        switch (code)
        {
            case 0xC000_008E:
                return 3;
            case 0xC000_0091:
                return 4;
            case 0xC000_008D:
            case 0xC000_0093:
                return 5;
            case 0xC000_008F:
                return 6;
            case 0xC000_0092:
                return 7;
            default:
                break;
        }

        // The exceptions that are raised and not masked, the CPU's order of precedence.
        uint raised = mxcsr & ~(mxcsr >> 7);
        return (raised & 1) != 0 ? 7 : (raised & 4) != 0 ? 3 : (raised & 8) != 0 ? 4 : (raised & 0x12) != 0 ? 5 : (raised & 0x20) != 0 ? 6 : 7;
    }
}
