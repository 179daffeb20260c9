using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace LiteBox.Sdk.Tests;

/// <summary>The samples, published through the packed SDK as a user would, and run.</summary>
public sealed class SampleTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>The second folder's name is longer, so that a path kept in the program also moves what follows it.</summary>
    [Theory]
    [InlineData("Hello")]
    [InlineData("HelloAot")]
    public void ASampleGivesTheSameBytesFromTwoFolders(string sample)
    {
        using var first = new ProjectFolder();
        using var second = new ProjectFolder("litebox-sdk-of-another-length-");
        Publish(first, sample);
        Publish(second, sample);
        string bundle = "out/litebox/" + sample;
        Assert.True(File.ReadAllBytes(first.PathOf(bundle)).AsSpan().SequenceEqual(File.ReadAllBytes(second.PathOf(bundle))), "the bundles differ");
    }

    [Fact]
    public void HelloRuns()
    {
        using var project = new ProjectFolder();
        Publish(project, "Hello");
        CommandResult run = project.Run(project.PathOf("out/litebox/Hello"));
        CheckHello(run);
        Assert.Contains("\n  runtime     .NET 10.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello", "kvm", "Hello")]
    [InlineData("Hello", "windows", "Hello.exe")]
    [InlineData("HelloAot", "kvm", "HelloAot")]
    [InlineData("HelloAot", "windows", "HelloAot.exe")]
    public void OnOtherHostsAProgramPrintsTheSame(string sample, string target, string file)
    {
        using var project = new ProjectFolder();
        Publish(project, sample);
        CommandResult onLinux = project.Run(project.PathOf("out/litebox/" + sample));
        CheckHello(onLinux);
        Publish(project, sample, "-p:LiteBoxTarget=" + target);
        string tool = Path.Combine(ProjectFolder.RepositoryRoot, "artifacts", "litebox");
        Assert.Equal(onLinux, project.Run(tool, "run", project.PathOf("out/litebox/" + file)));
    }

    [Fact]
    public async Task WebAnswersUnderLoadAndStopsAtSigterm()
    {
        using var project = new ProjectFolder();
        int port = FreePort();
        Publish(project, "Web", $"-p:Port={port}");
        using var server = Process.Start(new ProcessStartInfo(project.PathOf("out/litebox/Web")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            using var limit = new CancellationTokenSource(s_patience);
            Task<string> error = server.StandardError.ReadToEndAsync(limit.Token);
            Assert.Equal($"Listening at http://127.0.0.1:{port}", await server.StandardOutput.ReadLineAsync(limit.Token));
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            Assert.Equal("Hello from /app/Web\n", await client.GetStringAsync("/", limit.Token));
            using HttpResponseMessage missing = await client.GetAsync("/none", limit.Token);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

            const int Connections = 8, Requests = 1250;
            int[] right = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Load(client, Requests, limit.Token)));
            Assert.Equal(Connections * Requests, right.Sum());

            Assert.Equal(0, project.Run("/bin/sh", "-c", $"kill -TERM {server.Id}").ExitCode);
            await server.WaitForExitAsync(limit.Token);
            Assert.Equal("", await error);
            Assert.Equal(0, server.ExitCode);
        }
        finally
        {
            if (!server.HasExited)
                server.Kill();
        }
    }

    private static async Task<int> Load(HttpClient client, int requests, CancellationToken cancellation)
    {
        int right = 0;
        for (int i = 0; i < requests; i++)
        {
            (string path, string body) = i % 2 == 0 ? ("/plaintext", "Hello, World!") : ("/json", "{\"message\":\"Hello, World!\"}");
            using HttpResponseMessage answer = await client.GetAsync(path, cancellation);
            right += answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadAsStringAsync(cancellation) == body ? 1 : 0;
        }

        return right;
    }

    private static void CheckHello(CommandResult run)
    {
        Assert.True(run.ExitCode == 0, run.All);
        Assert.Equal("", run.Error);
        Assert.StartsWith("Hello from inside the box\n", run.Output, StringComparison.Ordinal);
        foreach (string line in (string[])
            ["threads     took turns 0 1 2 3", "tasks       8 parts add up to 499999500000", "timer       ticked 3 times",
             "exceptions  a fault and a missing file were caught", "json        {\"Name\":\"Mars\",\"Moons\":[\"Phobos\",\"Deimos\"]}, 2 moons read back"])
            Assert.Contains("\n  " + line + "\n", run.Output, StringComparison.Ordinal);
    }

    private static void Publish(ProjectFolder project, string sample, params string[] options)
    {
        if (!Directory.Exists(project.PathOf(sample)))
            project.CopySamples();
        CommandResult publish = project.Publish([Path.Combine(sample, sample + ".csproj"), "-o", "out", .. options]);
        Assert.True(publish.ExitCode == 0, publish.All);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
