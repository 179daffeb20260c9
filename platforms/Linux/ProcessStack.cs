using System;

namespace LiteBox.South;

/// <summary>What the kernel left on the stack of a new process: arguments, environment, auxiliary vector (System V ABI, "Process Initialization").</summary>
internal static unsafe class ProcessStack
{
    private const ulong EffectiveUserEntry = 12, EffectiveGroupEntry = 14, HwcapEntry = 16, Hwcap2Entry = 26, VdsoEntry = 33, SignalStackEntry = 51;

    /// <summary>AT_HWCAP.</summary>
    public static ulong Hwcap;

    /// <summary>AT_HWCAP2.</summary>
    public static ulong Hwcap2;

    /// <summary>Whether programs may read and write the FS and GS bases (HWCAP2_FSGSBASE).</summary>
    public static bool HasFsGsBase => (Hwcap2 & 2) != 0;

    /// <summary>AT_SYSINFO_EHDR.</summary>
    public static nuint Vdso;

    /// <summary>AT_MINSIGSTKSZ: bytes that the kernel writes on a signal stack; the largest there is where it does not say.</summary>
    public static nuint SignalFrameSize = 16384;

    /// <summary>AT_EUID.</summary>
    public static uint EffectiveUser;

    /// <summary>AT_EGID.</summary>
    public static uint EffectiveGroup;

    private static byte* s_arguments;
    private static int s_argumentBytes;

    /// <summary>The arguments but the first: zero-terminated, one after the other.</summary>
    public static ReadOnlySpan<byte> Arguments => new(s_arguments, s_argumentBytes);

    /// <summary>Reads the stack.</summary>
    /// <param name="stack">Address of argc.</param>
    public static void Read(ulong* stack)
    {
        int count = (int)*stack++;
        if (count > 1)
        {
            // The kernel copies the strings one behind the other.
            s_arguments = (byte*)stack[1];
            byte* end = (byte*)stack[count - 1];
            while (*end != 0)
            {
                end++;
            }

            s_argumentBytes = (int)(end + 1 - s_arguments);
        }

        stack += count + 1;
        while (*stack != 0)
        {
            stack++;
        }

        for (stack++; stack[0] != 0; stack += 2)
        {
            switch (stack[0])
            {
                case EffectiveUserEntry:
                    EffectiveUser = (uint)stack[1];
                    break;
                case EffectiveGroupEntry:
                    EffectiveGroup = (uint)stack[1];
                    break;
                case HwcapEntry:
                    Hwcap = stack[1];
                    break;
                case Hwcap2Entry:
                    Hwcap2 = stack[1];
                    break;
                case VdsoEntry:
                    Vdso = (nuint)stack[1];
                    break;
                case SignalStackEntry:
                    SignalFrameSize = (nuint)stack[1];
                    break;
                default:
                    break;
            }
        }
    }
}
