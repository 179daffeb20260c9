using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;

namespace LiteBox.Bench;

/// <summary>
/// Servers under load. Both run at the same time, each on a port of its own, and are loaded in turn over the loopback interface by a
/// generator that is outside in both cases. They are started several times: two starts of the same server differ by up to a tenth.
/// </summary>
internal static partial class Servers
{
    private const int UsualStarts = 3, WebStarts = 6;

    // Compiled code gets its last form in these.
    private const int WarmUp = 3;

    private static readonly Goal s_goal = new Goal.Throughput(0.95);

    public static IEnumerable<Benchmark> All(int rounds) =>
    [
        Redis("redis SET", "set", 1, rounds),
        Redis("redis GET", "get", 1, rounds),
        Redis("redis SET, 16 in a pipeline", "set", 16, rounds),
        Redis("redis GET, 16 in a pipeline", "get", 16, rounds),
        new("nginx, 1000 small files", () => Nginx("nginx, 1000 small files", rounds)),
        new("ASP.NET plaintext", () => Web("ASP.NET plaintext", rounds)),
    ];

    private static Benchmark Redis(string name, string command, int pipeline, int rounds) => new(name, () =>
    {
        string redis = Programs.Installed("redis-server", "redis-server"), load = Programs.Installed("redis-benchmark", "redis-tools");
        (int native, int boxed) = (Server.FreePort(), Server.FreePort());
        string bundle = Programs.Bundle(redis, "--network", "host", "--listen", Text(boxed));
        string[] Arguments(int port) => ["--port", Text(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"];
        return Load(name, rounds, () => new Server(redis, Arguments(native), native), () => new Server(bundle, Arguments(boxed), boxed), port =>
        {
            string output = Command.Check(
                load, "-p", Text(port), "-t", command, "-n", Text(60_000 * pipeline), "-c", "50", "-P", Text(pipeline), "-r", "100000", "--csv");
            Match rate = CsvRate().Match(output);
            return rate.Success ? Number(rate) : throw new InvalidOperationException("redis-benchmark printed " + output);
        });
    });

    private static Measurement Nginx(string name, int rounds)
    {
        const int Files = 1000;
        string nginx = Programs.Installed("nginx", "nginx"), folder = Programs.Folder("nginx"), script = Path.Combine(folder, "paths.lua");
        string pages = Directory.CreateDirectory(Path.Combine(folder, "pages")).FullName;
        for (int i = 0; i < Files; i++)
            File.WriteAllText(Path.Combine(pages, $"{i}.html"), new string((char)('a' + i % 26), 200 + i % 300));
        File.WriteAllText(script, $"local n = 0\nrequest = function() n = (n + 7) % {Files} return wrk.format('GET', '/' .. n .. '.html') end\n");
        (int native, int boxed) = (Server.FreePort(), Server.FreePort());
        string Configuration(int port)
        {
            string file = Path.Combine(folder, $"{(port == native ? "native" : "boxed")}.conf");
            File.WriteAllText(file, $$"""
                daemon off; worker_processes 1; user root; pid /tmp/nginx-bench-{{port}}.pid; error_log stderr crit;
                events { worker_connections 256; }
                http {
                    access_log off; sendfile on; keepalive_requests 1000000;
                    client_body_temp_path /tmp/nginx-body; proxy_temp_path /tmp/nginx-proxy; fastcgi_temp_path /tmp/nginx-fastcgi;
                    uwsgi_temp_path /tmp/nginx-uwsgi; scgi_temp_path /tmp/nginx-scgi;
                    server { listen 127.0.0.1:{{port}}; root {{pages}}; }
                }
                """);
            return file;
        }
        (string nativeFile, string boxedFile) = (Configuration(native), Configuration(boxed));
        string bundle = Programs.Bundle(
            nginx, "--network", "host", "--listen", Text(boxed), "--file", pages + ":" + pages, "--file", boxedFile + ":" + boxedFile,
            "--file", "/etc/passwd:/etc/passwd", "--file", "/etc/group:/etc/group");
        return Load(
            name, rounds, () => new Server(nginx, ["-c", nativeFile], native), () => new Server(bundle, ["-c", boxedFile], boxed),
            port => Wrk($"http://127.0.0.1:{port}/", "-s", script));
    }

    private static Measurement Web(string name, int rounds)
    {
        string web = Programs.Publish("Web");
        (int native, int boxed) = (Server.FreePort(), Server.FreePort());
        string bundle = Programs.Bundle(web, "--network", "host", "--listen", Text(boxed), "--env", $"ASPNETCORE_URLS=http://127.0.0.1:{boxed}");
        return Load(
            name, rounds, () => new Server(web, ["--urls", $"http://127.0.0.1:{native}"], native), () => new Server(bundle, [], boxed),
            port => Wrk($"http://127.0.0.1:{port}/plaintext"), WebStarts);
    }

    // Requests a second, of which some must have been answered and none badly.
    private static double Wrk(string address, params string[] options)
    {
        string output = Command.Check(Programs.Installed("wrk", "wrk"), ["-t", "1", "-c", "32", "-d", "2", .. options, address]);
        Match rate = WrkRate().Match(output);
        return rate.Success && !output.Contains("Non-2xx", StringComparison.Ordinal) ? Number(rate) : throw new InvalidOperationException("wrk printed " + output);
    }

    private static Measurement Load(
        string name, int rounds, Func<Server> startNative, Func<Server> startBoxed, Func<int, double> requestsPerSecond, int starts = UsualStarts)
    {
        var times = (Native: new List<double>(), Boxed: new List<double>());
        for (int start = 0; start < starts; start++)
        {
            using Server native = startNative(), boxed = startBoxed();
            for (int i = -WarmUp; i < rounds; i++)
            {
                double a = 1e9 / requestsPerSecond(native.Port), b = 1e9 / requestsPerSecond(boxed.Port);
                if (i < 0)
                    continue;
                times.Native.Add(a);
                times.Boxed.Add(b);
            }
        }
        return new Measurement(name, s_goal, times.Native, times.Boxed) { IsRate = true };
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^""(?:SET|GET)[^""]*"",""([0-9.]+)""", RegexOptions.Multiline)]
    private static partial Regex CsvRate();

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex WrkRate();
}
