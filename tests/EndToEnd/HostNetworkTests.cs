using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>The host's network as far as it is granted.</summary>
public sealed class HostNetworkTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [ClassData(typeof(Modes))]
    public async Task Only_the_granted_port_can_be_reached(bool stress)
    {
        using var granted = Listening();
        using var other = Listening();
        Task answering = Answer(granted);
        int port = PortOf(granted);
        string bundle = Bundle.Of(Guest.StaticC("hostnet"), new BundleOptions { Extra = ["--network", "host", "--connect", $"127.0.0.1:{port}"], Stress = stress });
        Outcome outcome = Command.Run(bundle, ["reach", $"{port}", $"{PortOf(other)}"], limit: s_limit);
        Assert.Equal("""
            granted: connected
            peer's port is it: 1
            recv(fd, buffer, 4, MSG_WAITALL) = 4
            answer pong
            recv(fd, buffer, 1, MSG_DONTWAIT) = EAGAIN
            poll(both, 2, 1000) = 1
            events 4 0
            connect_to(SOCK_STREAM, "127.0.0.1", other) = ECONNREFUSED
            connect_to(SOCK_STREAM, "127.0.0.2", granted) = ECONNREFUSED
            connect_to(SOCK_STREAM, "192.0.2.1", granted) = EACCES
            connect_to(SOCK_DGRAM, "192.0.2.1", other) = EACCES
            sendto(fd, "x", 1, 0, (struct sockaddr *)&target, sizeof target) = EACCES
            connect_to(SOCK_STREAM, "127.0.0.1", ntohs(peer.sin_port)) >= 0 = 1
            accept(server, NULL, NULL) >= 0 = 1

            """.ReplaceLineEndings("\n"), outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);
        Assert.False(other.Pending());
        await answering.WaitAsync(s_limit);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public async Task A_server_waits_for_the_network_and_for_its_own_threads_at_once(bool stress)
    {
        int port = FreePort();
        string bundle = Bundle.Of(Guest.StaticC("hostnet"), new BundleOptions { Extra = ["--network", "host", "--listen", $"{port}"], Stress = stress });
        Task<Outcome> server = Task.Run(() => Command.Run(bundle, ["serve", $"{port}"], limit: s_limit));
        const int Clients = 4, Rounds = 50;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Talk(port, client, Rounds)));
        using (TcpClient last = await Connect(port))
            await Exchange(last.GetStream(), "end"u8.ToArray());
        Outcome outcome = await server.WaitAsync(s_limit);
        Assert.EndsWith($"ready\nclients {Clients + 1} echoed {Clients * Rounds * 1000 + 3} heard {Clients * Rounds * 1000 + 3}\n", outcome.OutputText, StringComparison.Ordinal);
        Assert.Equal(0, outcome.ExitCode);
    }

    /// <summary>What a thread knows of a connection from an earlier call must not outlive the connection.</summary>
    [Theory]
    [ClassData(typeof(Modes))]
    public void Connections_are_used_while_others_close_and_replace_them(bool stress)
    {
        int port = FreePort();
        string[] grants = ["--network", "host", "--listen", $"{port}", "--connect", $"127.0.0.1:{port}"];
        Outcome native = new Comparison(Guest.StaticC("hoststreams")) { Arguments = [$"{port}"], Options = new BundleOptions { Extra = grants } }.Check(stress);
        Assert.Equal(0, native.ExitCode);
    }

    /// <summary>Whatever options a program asks for, the call that goes out is one that the filter takes; control messages come and go.</summary>
    [Theory]
    [ClassData(typeof(Modes))]
    public void Options_and_control_messages_are_the_hosts(bool stress)
    {
        int port = FreePort(), closed = FreePort();
        string[] grants = ["--network", "host", "--listen", $"{port}", "--connect", $"127.0.0.1:{port}", "--connect", $"[::1]:{port}", "--connect", $"127.0.0.1:{closed}"];
        Outcome native = new Comparison(Guest.StaticC("hostoptions")) { Arguments = [$"{port}", $"{closed}"], Options = new BundleOptions { Extra = grants } }.Check(stress);
        Assert.Equal(0, native.ExitCode);
    }

    /// <summary>The network that is not the host's makes no call of it, whatever sockets the program uses.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("loopback")]
    public void A_bundle_without_the_host_network_has_no_socket_call_in_its_filter(string network)
    {
        string bundle = Bundle.Of(Guest.StaticC("loopback"), new BundleOptions { Extra = ["--network", network, "--trim", "none"] });
        Outcome outcome = Bundle.Tool(["inspect", bundle, "--json"]);
        HashSet<int> calls = [.. HostCallNumbers(outcome.OutputText)];
        Assert.Contains(1, calls);

        // From socket to getsockopt, accept4, recvmmsg, sendmmsg, epoll.
        Assert.DoesNotContain(calls, number => number is >= 41 and <= 55 or 288 or 299 or 307 or 232 or 233 or 281 or 291);
    }

    [Fact]
    public void Grants_are_listed_by_inspect()
    {
        string bundle = Bundle.Of(Guest.StaticC("hostnet"),
            new BundleOptions { Extra = ["--network", "host", "--listen", "8080", "--connect", "[fd00::/8]:443", "--connect", "10.0.0.0/8:*", "--connect", "*:53"] });
        string text = Bundle.Tool(["inspect", bundle]).OutputText;
        foreach (string line in (string[])["listen at 8080", "connect to [fd00::/8]:443", "connect to 10.0.0.0/8:*", "connect to *:53"])
            Assert.Contains("  " + line + "\n", text);
    }

    private static IEnumerable<int> HostCallNumbers(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("hostCalls").EnumerateArray()
            .Select(line => int.Parse(line.GetString()!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static async Task Talk(int port, int client, int rounds)
    {
        using TcpClient connection = await Connect(port);
        byte[] text = Encoding.ASCII.GetBytes(new string((char)('a' + client), 1000));
        for (int i = 0; i < rounds; i++)
            await Exchange(connection.GetStream(), text);
    }

    private static async Task Exchange(NetworkStream stream, byte[] text)
    {
        await stream.WriteAsync(text);
        byte[] answer = new byte[text.Length];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal(text, answer);
    }

    private static async Task Answer(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        byte[] request = new byte[4];
        await client.GetStream().ReadExactlyAsync(request);
        Assert.Equal("ping"u8.ToArray(), request);
        await client.GetStream().WriteAsync("pong"u8.ToArray());

        // Until the guest closes: its poll must not see an end.
        _ = await client.GetStream().ReadAsync(request);
    }

    private static async Task<TcpClient> Connect(int port)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (true)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return client;
            }
            catch (SocketException)
            {
                // The server is still starting.
                client.Dispose();
                await Task.Delay(10, limit.Token);
            }
        }
    }

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int FreePort()
    {
        using TcpListener listener = Listening();
        return PortOf(listener);
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
