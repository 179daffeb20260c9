using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.Programs;

/// <summary>A server that runs while a test talks to it.</summary>
internal sealed class Daemon : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <summary>Starts a program and waits until a port of the loopback interface answers.</summary>
    public Daemon(string program, IEnumerable<string> arguments, int port)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); !Answers(port); Thread.Sleep(50))
            Assert.True(clock.Elapsed < s_limit && !_process.HasExited, $"{program} does not listen at {port}:\n{Said}");
    }

    /// <summary>What it has printed.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>A port that nobody listens at now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends its first process a signal.</summary>
    public void Signal(string name) => Command.Check("/bin/kill", "-" + name, _process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits for its end; gives the status.</summary>
    public int End()
    {
        Assert.True(_process.WaitForExit(s_limit), "It does not end:\n" + Said);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static bool Answers(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }
}
