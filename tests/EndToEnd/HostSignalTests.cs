using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Signals that are sent to a bundle from outside.</summary>
public sealed class HostSignalTests
{
    private const int KilledBySigterm = 128 + 15;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    // What the program waits in, and what it is sent.
    private static readonly (string Wait, string Signal)[] s_asked =
    [
        ("pause", "TERM"), ("spin", "INT"), ("nanosleep", "HUP"), ("poll", "QUIT"), ("epoll", "USR1"), ("read", "USR2"), ("select", "WINCH"), ("sigwaitinfo", "USR1"),
        ("signalfd", "USR2"), ("end", "TERM"),
    ];

    [Theory]
    [ClassData(typeof(Modes))]
    public async Task A_program_gets_the_signals_that_are_sent_to_its_bundle(bool stress)
    {
        string program = Guest.StaticC("asked");
        (string Output, int Status) native = await Ask(program);
        Assert.Equal(KilledBySigterm, native.Status);
        Assert.Contains("\nsignalfd: signal 12, done\n", native.Output, StringComparison.Ordinal);
        Assert.Equal(native, await Ask(Bundle.Of(program, new BundleOptions { Stress = stress })));
    }

    [Fact]
    public async Task A_signal_that_the_starter_ignores_ends_nothing()
    {
        string bundle = Bundle.Of(Guest.StaticC("asked"));
        using Process process = Start("trap '' HUP; exec " + bundle);
        try
        {
            using var limit = new CancellationTokenSource(s_limit);
            Assert.Equal("pause", await process.StandardOutput.ReadLineAsync(limit.Token));
            Send(process, "HUP");
            Send(process, "TERM");
            Assert.Equal("pause: signal 15, EINTR", await process.StandardOutput.ReadLineAsync(limit.Token));
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<(string Output, int Status)> Ask(string program)
    {
        using Process process = Start("exec " + program);
        try
        {
            using var limit = new CancellationTokenSource(s_limit);
            var output = new StringBuilder();
            foreach ((string wait, string signal) in s_asked)
            {
                // The two that take a signal without a handler say first that they have blocked it.
                string announced = wait is "sigwaitinfo" or "signalfd" ? "blocked" : wait;
                string? line;
                do
                {
                    line = await process.StandardOutput.ReadLineAsync(limit.Token);
                    Assert.NotNull(line);
                    output.Append(line).Append('\n');
                }
                while (line != announced);
                await UntilItSleeps(process, wait, limit.Token);
                Send(process, signal);
            }

            output.Append(await process.StandardOutput.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (output.ToString(), process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>A signal between the line and the call would leave the call waiting.</summary>
    private static async Task UntilItSleeps(Process process, string wait, CancellationToken cancellation)
    {
        string path = $"/proc/{process.Id}/stat";
        for (int times = 0; times < 3;)
        {
            string stat = await System.IO.File.ReadAllTextAsync(path, cancellation);
            char state = stat[stat.LastIndexOf(')') + 2];
            times = wait == "spin" || state == 'S' ? times + 1 : 0;
            await Task.Delay(20, cancellation);
        }
    }

    private static void Send(Process process, string signal) => Command.Check("/bin/sh", "-c", $"kill -{signal} {process.Id}");

    // The shell: .NET leaves SIGPIPE ignored to its children, and a test runner may leave others.
    private static Process Start(string line) => Process.Start(new ProcessStartInfo("env", ["--default-signal", "/bin/sh", "-c", line])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
