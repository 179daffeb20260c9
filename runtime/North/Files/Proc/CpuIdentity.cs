using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>The CPU that the guest runs on, by CPUID (Intel SDM volume 2; AMD APM volume 3, appendix E).</summary>
internal static class CpuIdentity
{
    private const uint ExtendedLeaves = 0x8000_0000;

    // The names of Linux (arch/x86/include/asm/cpufeatures.h), from bit 0 on; '-' is a bit without one.
    private static ReadOnlySpan<byte> Leaf1Edx =>
        "fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 pn clflush - dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe "u8;

    private static ReadOnlySpan<byte> ExtendedEdx => "- - - - - - - - - - - syscall - - - - - - - - nx - mmxext - - fxsr_opt pdpe1gb rdtscp - lm 3dnowext 3dnow "u8;

    private static ReadOnlySpan<byte> Leaf1Ecx =>
        "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm - pcid dca sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave osxsave avx f16c rdrand hypervisor "u8;

    private static ReadOnlySpan<byte> ExtendedEcx => "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch "u8;

    private static ReadOnlySpan<byte> Leaf7Ebx =>
        "fsgsbase tsc_adjust sgx bmi1 hle avx2 - smep bmi2 erms invpcid rtm cqm - mpx rdt_a avx512f avx512dq rdseed adx smap avx512ifma - clflushopt clwb intel_pt avx512pf avx512er avx512cd sha_ni avx512bw avx512vl "u8;

    private static ReadOnlySpan<byte> Leaf7Ecx =>
        "- avx512vbmi umip pku ospke waitpkg avx512_vbmi2 - gfni vaes vpclmulqdq avx512_vnni avx512_bitalg - avx512_vpopcntdq - la57 - - - - - rdpid "u8;

    /// <summary>Writes the lines of /proc/cpuinfo that say what kind of CPU it is, up to the model's name.</summary>
    public static void WriteModel(ref ByteBuilder text)
    {
        Span<uint> r = stackalloc uint[4];
        Span<byte> name = stackalloc byte[48];
        Host.Cpuid(0, 0, r);
        text.Append("vendor_id\t: "u8);
        BinaryPrimitives.WriteUInt32LittleEndian(name, r[1]);
        BinaryPrimitives.WriteUInt32LittleEndian(name[4..], r[3]);
        BinaryPrimitives.WriteUInt32LittleEndian(name[8..], r[2]);
        text.Append(name[..12]);
        Host.Cpuid(1, 0, r);
        uint family = r[0] >> 8 & 15, model = r[0] >> 4 & 15;
        if (family is 6 or 15)
            model |= (r[0] >> 16 & 15) << 4;
        if (family == 15)
            family += r[0] >> 20 & 255;
        text.AppendFormat("\ncpu family\t: %d\nmodel\t\t: %d\nmodel name\t: "u8, family, model);
        uint stepping = r[0] & 15;
        for (uint leaf = 0; leaf < 3; leaf++)
        {
            Host.Cpuid(ExtendedLeaves + 2 + leaf, 0, r);
            for (int i = 0; i < 4; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(name[((int)leaf * 16 + i * 4)..], r[i]);
        }

        int end = name.IndexOf((byte)0);
        text.Append(end < 0 ? name : name[..end]);
        text.AppendFormat("\nstepping\t: %d\n"u8, stepping);
        if (TryGetCache(3, out CpuCache last) || TryGetCache(2, out last))
            text.AppendFormat("cache size\t: %d KB\n"u8, last.Size >> 10);
    }

    /// <summary>Writes the names of what it can do.</summary>
    public static void WriteFeatures(ref ByteBuilder text)
    {
        Span<uint> r = stackalloc uint[4];
        Host.Cpuid(0, 0, r);
        uint leaves = r[0];
        Host.Cpuid(1, 0, r);
        uint ecx = r[2];
        WriteNames(ref text, Leaf1Edx, r[3]);
        Host.Cpuid(ExtendedLeaves + 1, 0, r);
        WriteNames(ref text, ExtendedEdx, r[3]);
        text.Append(" constant_tsc"u8);
        WriteNames(ref text, Leaf1Ecx, ecx);
        WriteNames(ref text, ExtendedEcx, r[2]);
        if (leaves < 7)
            return;
        Host.Cpuid(7, 0, r);
        WriteNames(ref text, Leaf7Ebx, r[1]);
        WriteNames(ref text, Leaf7Ecx, r[2]);
    }

    /// <summary>A cache by its place in the list of the first CPU; false when there are no more.</summary>
    public static bool TryGetCache(int index, out CpuCache cache)
    {
        const uint Intel = 4, Amd = 0x8000_001D;
        Span<uint> r = stackalloc uint[4];
        cache = default;
        Host.Cpuid(ExtendedLeaves, 0, r);
        uint extended = r[0];
        Host.Cpuid(0, 0, r);
        // "AuthenticAMD": only its CPUs have the second leaf, and theirs has nothing in the first.
        bool isAmd = r[1] == 0x6874_7541;
        if (isAmd ? extended < Amd : r[0] < Intel)
            return false;
        Host.Cpuid(isAmd ? Amd : Intel, (uint)index, r);
        cache.Type = r[0] & 31;
        cache.Level = r[0] >> 5 & 7;
        cache.LineSize = (r[1] & 0xFFF) + 1;
        cache.Ways = (r[1] >> 22) + 1;
        cache.Sets = r[2] + 1;
        cache.Size = cache.Ways * ((r[1] >> 12 & 0x3FF) + 1) * cache.LineSize * cache.Sets;
        return cache.Type != 0;
    }

    private static void WriteNames(ref ByteBuilder text, ReadOnlySpan<byte> names, uint bits)
    {
        for (int end; (end = names.IndexOf((byte)' ')) >= 0; bits >>= 1)
        {
            if ((bits & 1) != 0 && names[0] != (byte)'-')
            {
                text.Append((byte)' ');
                text.Append(names[..end]);
            }

            names = names[(end + 1)..];
        }
    }
}
