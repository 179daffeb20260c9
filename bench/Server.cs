using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace LiteBox.Bench;

/// <summary>A server, from when it accepts connections until it is disposed of.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    /// <summary>Starts it and waits until somebody listens at the port.</summary>
    public Server(string program, IEnumerable<string> arguments, int port)
    {
        Port = port;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        string lastError = "";
        _process.ErrorDataReceived += (_, line) => lastError = line.Data ?? lastError;
        _process.OutputDataReceived += (_, line) => lastError = line.Data ?? lastError;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var waited = Stopwatch.StartNew();
        while (!IsListening(port))
        {
            if (_process.HasExited || waited.Elapsed > s_limit)
            {
                Dispose();
                throw new InvalidOperationException($"{program} does not listen: {lastError}");
            }
            Thread.Sleep(20);
        }
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>A port that nobody has now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool IsListening(int port)
    {
        using var client = new TcpClient();
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
}
