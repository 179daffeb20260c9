using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.Programs;

/// <summary>Servers in boxes, with clients of the host.</summary>
public sealed class ServerTests
{
    private const int WebFiles = 1000;

    private static readonly (string Source, string Destination)[] s_accounts = [("/etc/passwd", "/etc/passwd"), ("/etc/group", "/etc/group")];

    /// <summary>Every answer to a list of commands is that of a native server, and the database that it saves is whole.</summary>
    [Fact]
    public void Redis_answers_under_load_and_saves_in_the_background()
    {
        string directory = Scratch.Empty("redis"), nativeDirectory = Scratch.Empty("redis-native");
        int port = Daemon.FreePort(), nativePort = Daemon.FreePort();
        string program = Guest.Installed("redis-server", "redis-server"), client = Guest.Installed("redis-cli", "redis-tools");
        string bundle = Bundle.Of(program, new BundleOptions
        {
            Files = s_accounts,
            Extra = ["--guest-path", "/usr/bin/redis-server", "--network", "host", "--listen", Text(port), "--mount", directory + ":/data:rw"],
        });
        using Daemon boxed = new(bundle, Settings(port, "/data"), port);
        using Daemon native = new("/usr/bin/redis-server", Settings(nativePort, nativeDirectory), nativePort);
        foreach (string pipelined in (string[])["1", "16"])
        {
            Outcome load = Command.Run(Guest.Tool("redis-benchmark", "redis-tools"),
                ["-p", Text(port), "-n", "5000", "-c", "20", "-P", pipelined, "-r", "1000", "-q", "-t", "ping,set,get,incr,lpush,rpop,sadd,hset,zadd,lrange_100,mset"]);
            Assert.Equal(0, load.ExitCode);
            Assert.DoesNotContain("rror", load.OutputText + load.ErrorText, StringComparison.Ordinal);
        }

        byte[] commands = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Programs", "Guests", "commands.redis"));
        string expected = Command.Run(client, ["-p", Text(nativePort)], commands).OutputText;
        Assert.Equal(expected, Command.Run(client, ["-p", Text(port)], commands).OutputText);
        Assert.Contains("Background saving started", expected, StringComparison.Ordinal);
        Assert.True(WaitFor(() => Ask("info", "persistence").Contains("rdb_bgsave_in_progress:0", StringComparison.Ordinal)), boxed.Said);
        Assert.Contains("rdb_last_bgsave_status:ok", Ask("info", "persistence"), StringComparison.Ordinal);
        Assert.Contains("Checksum OK", Command.Check("/usr/bin/redis-check-rdb", Path.Combine(directory, "dump.rdb")), StringComparison.Ordinal);
        Ask("shutdown", "nosave");
        Assert.Equal(0, boxed.End());
        native.Signal("TERM");

        string Ask(params string[] words) => Command.Run(client, ["-p", Text(port), .. words]).OutputText;

        static string[] Settings(int port, string directory) =>
            ["--port", Text(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory, "--dbfilename", "dump.rdb", "--appendonly", "yes"];
    }

    [Fact]
    public async Task Nginx_serves_a_thousand_files_under_load()
    {
        string root = Scratch.Empty("nginx");
        int port = Daemon.FreePort();
        string[] contents = [.. Enumerable.Range(0, WebFiles).Select(Content)];
        for (int i = 0; i < WebFiles; i++)
            File.WriteAllText(Path.Combine(root, $"file{i}.html"), contents[i]);
        string settings = Path.Combine(Repository.Work, "nginx.conf"), script = Path.Combine(Repository.Work, "wrk.lua");
        File.WriteAllText(settings, $$"""
            daemon off; worker_processes 2; error_log stderr; pid /tmp/nginx.pid;
            events { worker_connections 256; }
            http { access_log off; sendfile on; server { listen 127.0.0.1:{{port}}; root {{root}}; } }
            """);
        File.WriteAllText(script, $$"""
            local n = 0
            request = function() n = (n + 7) % {{WebFiles}}; return wrk.format("GET", "/file" .. n .. ".html") end
            """);
        string bundle = Bundle.Of(Guest.Installed("nginx", "nginx"), new BundleOptions
        {
            Files = [(root, root), (settings, "/etc/nginx/nginx.conf"), (Scratch.Empty("nginx-log"), "/var/log/nginx"), (Scratch.Empty("nginx-lib"), "/var/lib/nginx"), .. s_accounts],
            Extra = ["--network", "host", "--listen", Text(port)],
        });
        using Daemon server = new(bundle, [], port);
        Task<Outcome> load = Task.Run(() => Command.Run(Guest.Tool("wrk", "wrk"), ["-t2", "-c16", "-d3s", "-s", script, $"http://127.0.0.1:{port}/"]));
        using HttpClient client = new();
        for (int i = 0; i < WebFiles; i++)
            Assert.Equal(contents[i], await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/file{i}.html")));
        Outcome outcome = await load;
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("requests in", outcome.OutputText, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", outcome.OutputText, StringComparison.Ordinal);
        Assert.DoesNotContain("Socket errors", outcome.OutputText, StringComparison.Ordinal);
        using HttpResponseMessage missing = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/missing.html"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);

        // From nothing to 100 KB, of their own.
        static string Content(int i) => string.Concat(Enumerable.Repeat($"line of file {i}\n", i * i % 7001));
    }

    private static bool WaitFor(Func<bool> done)
    {
        for (int i = 0; i < 200; i++, System.Threading.Thread.Sleep(100))
        {
            if (done())
                return true;
        }

        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
