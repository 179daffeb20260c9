using System;
using System.Buffers.Binary;
using System.IO;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>What is particular to a bundle that is a process of Windows.</summary>
public sealed class WindowsTests
{
    private static readonly BundleOptions s_windows = new() { South = South.Windows };

    [Fact]
    public void A_thread_that_loses_its_FS_base_a_thousand_times_a_second_never_sees_a_wrong_value()
    {
        string program = Guest.StaticC("tls"), losses = Bundle.FreshPath("losses");
        (string runner, string[] line) = Bundle.Line(Bundle.Of(program, s_windows), South.Windows, []);
        Outcome outcome = Command.Run("/usr/bin/env", ["LD_PRELOAD=" + Guest.Preload("fsloss"), "LOSSES=" + losses, runner, .. line]);
        Assert.Equal("", outcome.ErrorText);
        Assert.Equal(Command.Run(program, []).OutputText, outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);

        // What the preloaded library did: the test is worth something only if that was as often as it says.
        byte[] record = File.ReadAllBytes(losses);
        long lost = BinaryPrimitives.ReadInt64LittleEndian(record);
        long nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(16)) - BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(8));
        Assert.True(lost > 500 && lost * 1_000_000 >= nanoseconds, $"it was lost {lost} times in {nanoseconds} ns of CPU time");
    }

    [Fact]
    public void A_signal_that_reaches_a_thread_at_its_start_runs_on_its_own_FS_base()
    {
        string signals = Bundle.FreshPath("signals");
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.StaticC("tls"), s_windows), South.Windows, []);
        Outcome outcome = Command.Run("/usr/bin/env", ["LD_PRELOAD=" + Guest.Preload("earlysignal"), "SIGNALS=" + signals, runner, .. line]);
        Assert.Equal("", outcome.ErrorText);
        Assert.Equal(0, outcome.ExitCode);
        byte[] record = File.ReadAllBytes(signals);
        Assert.True(BinaryPrimitives.ReadInt64LittleEndian(record) > 0, "no thread had a signal");
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(8)));
    }

    [Fact]
    public void A_process_that_takes_long_to_end_keeps_its_status()
    {
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.StaticC("ending"), s_windows), South.Windows, ["exit", "3"]);
        Outcome outcome = Command.Run("/usr/bin/env", ["LD_PRELOAD=" + Guest.Preload("slowend"), runner, .. line]);
        Assert.Equal(3, outcome.ExitCode);
    }

    [Fact]
    public void A_run_in_Wine_leaves_no_file_behind()
    {
        string folder = Directory.CreateDirectory(Bundle.FreshPath("temporary")).FullName;
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.StaticC("ending"), s_windows), South.Windows, ["exit", "0"]);
        Assert.Equal(0, Command.Run("/usr/bin/env", ["TMPDIR=" + folder, runner, .. line]).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_system_call_that_was_not_rewritten_does_not_reach_Linux()
    {
        // Every run in Wine has this guard, those of the list of programs too.
        BundleOptions all = s_windows with { Extra = ["--trim", "none"] };
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.StaticC("rawsyscall"), all), South.Windows, []);
        Outcome outcome = Command.Run(runner, line);
        const int KilledBySigsys = 128 + 31;
        Assert.Equal(KilledBySigsys, outcome.ExitCode);
        Assert.DoesNotContain("pid", outcome.OutputText);
    }
}
