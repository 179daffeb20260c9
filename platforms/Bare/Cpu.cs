using System;

namespace LiteBox.South;

/// <summary>
/// What this CPU can do, and switching it on. A control bit is set only where CPUID names it: some CPUs and emulators stop
/// at an unknown one.
/// </summary>
internal static unsafe class Cpu
{
    private const uint Efer = 0xC000_0080, Star = 0xC000_0081, LongStar = 0xC000_0082, FlagMask = 0xC000_0084;
    private const ulong Umip = 1ul << 11, FsGsBase = 1ul << 16, OsXsave = 1ul << 18, Smep = 1ul << 20, Smap = 1ul << 21;
    private const ulong GlobalPages = 1ul << 7;

    // DF, IF, TF, AC, NT and RF are clear in library-OS code that a SYSCALL instruction enters.
    private const ulong ClearedFlags = 0x400 | 0x200 | 0x100 | 0x40000 | 0x4000 | 0x10000;

    private static bool s_hasAccessPrevention;
    private static bool s_hasFsGsBase;
    private static ulong s_stateMask;
    private static int s_stateSize;
    private static uint s_features;

    /// <summary>SMAP is on.</summary>
    public static bool HasAccessPrevention => s_hasAccessPrevention;

    /// <summary>Guest code may use WRFSBASE and its relatives.</summary>
    public static bool HasFsGsBase => s_hasFsGsBase;

    /// <summary>The components of the extended state that are switched on.</summary>
    public static ulong StateMask => s_stateMask;

    /// <summary>Bytes of them in the standard form of XSAVE.</summary>
    public static int StateSize => s_stateSize;

    /// <summary>EDX of CPUID leaf 1: what Linux hands out as AT_HWCAP.</summary>
    public static uint Features => s_features;

    /// <summary>Switches on what there is. False: a CPU without what every x86-64-v2 system has.</summary>
    public static bool Start(ulong syscallEntry, ushort kernelCode, ushort userBase)
    {
        uint* result = stackalloc uint[4];
        Stub.Cpuid(0, 0, result);
        uint highest = result[0];
        Stub.Cpuid(1, 0, result);
        s_features = result[3];
        const uint Xsave = 1u << 26, Apic = 1u << 9;
        if ((result[2] & Xsave) == 0 || (result[3] & Apic) == 0 || highest < 13)
        {
            return false;
        }

        ulong control = Stub.ReadCr4() | OsXsave | GlobalPages;
        Stub.Cpuid(7, 0, result);
        s_hasFsGsBase = (result[1] & 1) != 0;
        s_hasAccessPrevention = (result[1] & (1u << 20)) != 0;
        control |= s_hasFsGsBase ? FsGsBase : 0;
        control |= s_hasAccessPrevention ? Smap : 0;
        control |= (result[1] & (1u << 7)) != 0 ? Smep : 0;
        control |= (result[2] & (1u << 2)) != 0 ? Umip : 0;
        Stub.WriteCr4(control);
        StartExtendedState(result);

        Stub.WriteMsr(Efer, Stub.ReadMsr(Efer) | 1);
        Stub.WriteMsr(Star, ((ulong)userBase << 48) | ((ulong)kernelCode << 32));
        Stub.WriteMsr(LongStar, syscallEntry);
        Stub.WriteMsr(FlagMask, ClearedFlags);
        return true;
    }

    /// <summary>x87, SSE, AVX and AVX-512 (Intel SDM volume 1, chapter 13); protection keys and tiles stay off.</summary>
    private static void StartExtendedState(uint* result)
    {
        const ulong Wanted = 0xE7, Avx512 = 0xE0, Avx = 4;
        Stub.Cpuid(13, 0, result);
        ulong mask = result[0] & Wanted;
        if ((mask & Avx) == 0 || (mask & Avx512) != Avx512)
        {
            mask &= ~Avx512;
        }

        s_stateMask = mask;
        Stub.WriteXcr0(mask);
        uint size = 512 + 64;
        for (uint component = 2; component < 8; component++)
        {
            if ((mask & (1ul << (int)component)) != 0)
            {
                Stub.Cpuid(13, component, result);
                size = Math.Max(size, result[0] + result[1]);
            }
        }

        s_stateSize = (int)size;
    }
}
