using System;

namespace LiteBox.North;

/// <summary>/sys/devices/system/cpu/cpuN, or a directory in it that describes a part.</summary>
internal sealed class SysCpu(FileSystem system, DirectoryInode parent, ReadOnlySpan<byte> name, int cpu, bool isPart = false) : ProcFolder(system, parent, name)
{
    // Of a directory of a cache the files say which one it is.
    private const int CacheShift = 16;

    protected override Inode NewFile(ProcKind kind) => new ProcFile(System, System.NewNumber(), kind, 0, cpu, 0x124);

    protected override void Fill()
    {
        if (!Capability.SystemFiles || isPart)
            return;
        SysCpu topology = new(System, this, "topology"u8, cpu, isPart: true);
        Add("topology"u8, topology);
        topology.AddFiles("core_id physical_package_id thread_siblings thread_siblings_list core_siblings core_siblings_list"u8, ProcKind.CoreId);
        topology.AddFiles("core_cpus core_cpus_list package_cpus package_cpus_list"u8, ProcKind.CoreMask);
        ProcFolder caches = AddFolder("cache"u8);
        for (int index = 0; CpuIdentity.TryGetCache(index, out _); index++)
        {
            ByteBuilder folder = new(8);
            folder.Append("index"u8);
            folder.AppendDecimal((uint)index);
            SysCpu cache = new(System, caches, folder.Text, cpu | index << CacheShift, isPart: true);
            caches.Add(folder.Text, cache);
            cache.AddFiles("level type size coherency_line_size number_of_sets ways_of_associativity shared_cpu_list shared_cpu_map"u8, ProcKind.CacheLevel);
        }
    }

    /// <summary>Writes the text of one of the files.</summary>
    public static void Write(ref ByteBuilder text, ProcKind kind, int id)
    {
        int cpu = id & ((1 << CacheShift) - 1);
        _ = CpuIdentity.TryGetCache(id >> CacheShift, out CpuCache cache);
        switch (kind)
        {
            case ProcKind.CacheLevel: text.AppendDecimal(cache.Level); break;
            case ProcKind.CacheType: text.Append(cache.Type == 1 ? "Data"u8 : cache.Type == 2 ? "Instruction"u8 : "Unified"u8); break;
            case ProcKind.CacheSize: text.AppendFormat("%dK"u8, cache.Size >> 10); break;
            case ProcKind.CacheLine: text.AppendDecimal(cache.LineSize); break;
            case ProcKind.CacheSets: text.AppendDecimal(cache.Sets); break;
            case ProcKind.CacheWays: text.AppendDecimal(cache.Ways); break;
            case ProcKind.CacheSharedBy: WriteList(ref text, cache.Level < 3 ? cpu : -1); return;
            case ProcKind.CacheSharedMask: WriteMask(ref text, cache.Level < 3 ? cpu : -1); return;
            case ProcKind.CoreId: text.AppendDecimal((uint)cpu); break;
            case ProcKind.PackageId: text.AppendDecimal(0); break;
            case ProcKind.CoreMask: WriteMask(ref text, cpu); return;
            case ProcKind.CoreList: WriteList(ref text, cpu); return;
            case ProcKind.PackageMask: WriteMask(ref text, -1); return;
            default: WriteList(ref text, -1); return;
        }

        text.Append((byte)'\n');
    }

    /// <summary>One CPU, or all of them for -1.</summary>
    private static void WriteList(ref ByteBuilder text, int cpu)
    {
        if (cpu < 0)
            ProcText.WriteCpuRange(ref text);
        else
            text.AppendFormat("%d\n"u8, (uint)cpu);
    }

    /// <summary>As words of 32 bits, the highest first (cpumask_scnprintf).</summary>
    private static void WriteMask(ref ByteBuilder text, int cpu)
    {
        for (int word = (Host.CpuCount - 1) / 32; word >= 0; word--)
        {
            int rest = Host.CpuCount - word * 32;
            uint all = rest >= 32 ? uint.MaxValue : (1u << rest) - 1;
            uint bits = cpu < 0 ? all : cpu / 32 == word ? 1u << (cpu & 31) : 0;
            text.AppendDigits(bits, rest >= 32 ? 8 : (rest + 3) / 4);
            text.Append(word == 0 ? (byte)'\n' : (byte)',');
        }
    }
}
