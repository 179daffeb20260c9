using System.Diagnostics;
using System.IO;

namespace LiteBox.Bench;

/// <summary>A boot image in QEMU, started as any monitor would start it: what <c>litebox run</c> adds is not measured.</summary>
internal static class Machine
{
    /// <summary>Nanoseconds from the start of QEMU to the guest's first byte of output, and to the end of the output.</summary>
    public static (double First, double All) Run(string image)
    {
        var start = new ProcessStartInfo(Programs.Installed("qemu-system-x86_64", "qemu-system-x86"), Arguments(image)) { RedirectStandardOutput = true, RedirectStandardInput = true };
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
