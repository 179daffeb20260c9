namespace LiteBox.South;

/// <summary>
/// Windows does not keep the FS base that a program sets: it may be zero after any time in which the thread did not run.
/// Guest code then reaches with its thread pointer into the first page or the last, where nothing is ever mapped, and faults.
/// </summary>
internal static unsafe class FsBase
{
    private const uint AccessViolation = 0xC000_0005;
    private const ulong Fetch = 8;
    private const byte FsPrefix = 0x64;
    private const int MostPrefixes = 14;
    private const int MostRepairs = 100;
    private const ulong ShortTime = 200_000;

    /// <summary>Whether a fault of the guest comes from that: the instruction is to be run again with its FS base.</summary>
    public static bool IsLost(ExceptionRecord* record, ThreadContext* context, ThreadBlock* block)
    {
        ThreadState* state = ThreadState.Of(block);
        if (record->Code != AccessViolation || record->Access == Fetch || state->GuestFsBase == 0 || !HasFsPrefix((byte*)context->Rip))
        {
            return false;
        }

        // Displacements from a thread pointer are small: the fault is nearer to zero than to the base, or neither has been seen.
        long fromZero = (long)record->Target, fromBase = (long)(record->Target - state->GuestFsBase);
        if (Magnitude(fromZero) >= Magnitude(fromBase))
        {
            return false;
        }

        // An instruction that faults again and again at once does so with its base in place.
        ulong now = Stub.ReadTsc();
        bool again = state->RepairedAt == context->Rip && now - state->RepairTime < ShortTime;
        state->Repairs = again ? state->Repairs + 1 : 0;
        state->RepairedAt = context->Rip;
        state->RepairTime = now;
        return state->Repairs < MostRepairs;
    }

    private static ulong Magnitude(long value) => value < 0 ? 0 - (ulong)value : (ulong)value;

    private static bool HasFsPrefix(byte* instruction)
    {
        for (int i = 0; i < MostPrefixes; i++)
        {
            switch (instruction[i])
            {
                case FsPrefix:
                    return true;
                case 0x26 or 0x2E or 0x36 or 0x3E or 0x65 or 0x66 or 0x67 or 0xF0 or 0xF2 or 0xF3:
                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
