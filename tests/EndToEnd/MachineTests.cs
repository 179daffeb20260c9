using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>What is particular to a bundle that is a machine's kernel.</summary>
public sealed class MachineTests
{
    private static readonly BundleOptions s_kvm = new() { South = South.Kvm };

    [Fact]
    public void A_program_that_uses_all_memory_ends()
    {
        string bundle = Bundle.Of(Guest.StaticC("exhaust"), s_kvm);
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", "96", bundle]);
        Assert.Equal("starting\n", outcome.OutputText);
        Assert.Contains("no memory left", outcome.ErrorText);
        const int KilledBySigbus = 128 + 7;
        Assert.Equal(KilledBySigbus, outcome.ExitCode);
    }

    [Theory]
    [InlineData("6000")]
    [InlineData("16")]
    public void Memory_of_any_size_is_used(string mebibytes)
    {
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", mebibytes, Bundle.Of(Guest.StaticC("hello"), s_kvm)]);
        Assert.True(outcome.ExitCode == 0, $"exit code {outcome.ExitCode}: {outcome.ErrorText}");
        Assert.Equal("hello, world\n", outcome.OutputText);
    }

    [Theory]
    [InlineData("microvm", "-smp 2")]
    [InlineData("q35", "-smp 4")]
    [InlineData("pc", "-m 4096")]
    public void Machines_of_other_kinds_run_it_too(string kind, string options)
    {
        string[] machine = ["-accel", "tcg", "-cpu", "max", "-machine", kind, "-m", "64", .. options.Split(' '), "-nodefaults", "-display", "none", "-no-reboot",
            "-serial", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", Bundle.Of(Guest.StaticC("hello"), s_kvm)];
        Outcome outcome = Command.Run(Guest.Tool("qemu-system-x86_64", "qemu-system-x86"), machine);
        Assert.Equal("hello, world\n", outcome.OutputText);
        const int Success = 1;
        Assert.Equal(Success, outcome.ExitCode);
    }

    [Fact]
    public void A_slow_reader_gets_all_of_a_large_output()
    {
        string busybox = Guest.Installed("busybox", "busybox-static");
        (string runner, string[] line) = Bundle.Line(Bundle.Of(busybox, s_kvm), South.Kvm, ["seq", "1", "800000"]);
        string[] slow = ["-c", "\"$@\" | (sleep 0.5; md5sum)", "sh"];
        Outcome native = Command.Run("/bin/sh", [.. slow, busybox, "seq", "1", "800000"]);
        Assert.Equal(native.OutputText, Command.Run("/bin/sh", [.. slow, runner, .. line]).OutputText);
    }

    [Fact]
    public void A_program_ends_when_nobody_reads_its_output()
    {
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.Installed("busybox", "busybox-static"), s_kvm), South.Kvm, ["yes"]);
        Outcome outcome = Command.Run("/bin/bash", ["-c", "\"$@\" | head -c 4; echo ${PIPESTATUS[0]}", "bash", runner, .. line]);
        Assert.Equal("y\ny\n141\n", outcome.OutputText);
    }

    [Fact]
    public void A_CPU_without_a_generator_takes_random_bytes_from_the_host()
    {
        string bundle = Bundle.Of(Guest.StaticC("hello"), s_kvm);
        string[] machine = ["-accel", "tcg", "-cpu", "max,-rdrand,-rdseed", "-machine", "microvm", "-m", "64", "-nodefaults", "-display", "none", "-no-reboot",
            "-serial", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", bundle];
        string emulator = Guest.Tool("qemu-system-x86_64", "qemu-system-x86");
        Assert.Contains("no source of random numbers", Command.Run(emulator, machine).OutputText);
        Outcome outcome = Command.Run(emulator, [.. machine, "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-rng-device"]);
        Assert.Equal("hello, world\n", outcome.OutputText);
    }

    [Fact]
    public void The_image_is_small()
    {
        // The measure that the bundle is held to for a program that does little.
        const long MostBytes = 300_000;
        string hello = Guest.StaticC("hello");
        long added = new FileInfo(Bundle.Of(hello, s_kvm)).Length - new FileInfo(hello).Length;
        Assert.True(added <= MostBytes, $"{added} bytes more than the program");
    }

    [Theory]
    [InlineData("static")]
    [InlineData("musl")]
    [InlineData("dynamic")]
    public void Reading_the_clock_needs_no_system_call(string kind)
    {
        string[] calls = ["clock_gettime", "gettimeofday", "time", "clock_getres", "getcpu"];
        BundleOptions without = s_kvm with { Extra = [.. calls.SelectMany(call => new[] { "--no-syscall", call })] };
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.Of(kind, "ticks"), without), South.Kvm, []);
        Outcome outcome = Command.Run(runner, line);
        Assert.Equal(Command.Run(Guest.Of(kind, "ticks"), []).OutputText, outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public void Too_little_memory_is_told()
    {
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", "3", Bundle.Of(Guest.StaticC("hello"), s_kvm)]);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("memory", outcome.ErrorText);
    }
}
