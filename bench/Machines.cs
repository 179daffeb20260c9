using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>
/// Boot images in QEMU, started as any monitor would start them, but with the setting of the C library's allocator that <c>litebox run</c>
/// gives it too (packager/Running, HostRunner): what else that adds is not measured.
/// </summary>
internal static class Machines
{
    private const double Millisecond = 1e6;
    private const string Tunables = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=33554432";

    public static IEnumerable<Benchmark> All(int rounds)
    {
        const string Boot = "QEMU start to first output", Flood = "QEMU, 1 MB of output";
        return
        [
            new(Boot, () => Measure(Boot, new Goal.AtMostMore(150 * Millisecond), Programs.Compile("hello", "-static"), [], rounds, all: false)),
            new(Flood, () => Measure(Flood, null, Programs.Compile("echo", "-static"), ["flood", "1000000"], rounds, all: true)),
        ];
    }

    // Natively the whole program, in a machine from the start of the emulator to the first byte or to the last.
    private static Measurement Measure(string name, Goal? goal, string program, string[] arguments, int rounds, bool all)
    {
        string image = Programs.Bundle(program, ["--target", "kvm", .. arguments.Select(argument => "--arg=" + argument)]);
        var native = new List<double>();
        var boxed = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            long before = Stopwatch.GetTimestamp();
            Command.Check(program, arguments);
            native.Add(Stopwatch.GetElapsedTime(before).TotalNanoseconds);
            (double first, double last) = Run(image);
            boxed.Add(all ? last : first);
        }
        return new Measurement(name, goal, native, boxed);
    }

    /// <summary>Nanoseconds from the start of QEMU to the guest's first byte of output, and to the end of the output.</summary>
    private static (double First, double All) Run(string image)
    {
        var start = new ProcessStartInfo(Programs.Installed("qemu-system-x86_64", "qemu-system-x86"), Arguments(image)) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment.TryAdd("GLIBC_TUNABLES", Tunables);
        long before = Stopwatch.GetTimestamp();
        using Process machine = Process.Start(start)!;
        Stream output = machine.StandardOutput.BaseStream;
        byte[] buffer = new byte[1 << 16];
        if (output.Read(buffer) == 0)
            throw new InvalidDataException("the machine printed nothing");
        double first = Stopwatch.GetElapsedTime(before).TotalNanoseconds;
        while (output.Read(buffer) > 0)
        {
        }

        double all = Stopwatch.GetElapsedTime(before).TotalNanoseconds;
        machine.WaitForExit();
        return (first, all);
    }

    private static string[] Arguments(string image) =>
    [
        "-accel", "tcg", "-cpu", "max", "-machine", "microvm", "-m", "256", "-nodefaults", "-display", "none", "-no-reboot",
        "-serial", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", image,
    ];
}
