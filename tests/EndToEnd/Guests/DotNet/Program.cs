// What ordinary .NET programs use: tasks, timers, exceptions, the collector, text, JSON, files, file watching, sockets, processes.
// The argument is an empty directory.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

string folder = args[0];
if (folder == "child")
{
    Console.WriteLine(Console.In.ReadLine() + " heard");
    return 5;
}

Section("runtime");
Show("framework", () => RuntimeInformation.FrameworkDescription);
Show("processors", () => Environment.ProcessorCount);
Show("program", () => Path.GetFileName(Environment.ProcessPath));
Show("arguments", () => args.Length);

Section("tasks");
var results = new ConcurrentBag<int>();
await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
{
    await Task.Delay(i % 5);
    results.Add(i);
    await Task.Yield();
}));
Show("delays", () => results.Sum());
Show("parallel", () => Enumerable.Range(1, 100_000).AsParallel().Select(x => (long)x * x).Sum());
using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2)))
{
    int ticks = 0;
    while (ticks < 5 && await timer.WaitForNextTickAsync())
        ticks++;
    Show("ticks", () => ticks);
}

using (var source = new CancellationTokenSource(10))
{
    string outcome = "ran";
    try
    {
        await Task.Delay(100_000, source.Token);
    }
    catch (OperationCanceledException)
    {
        outcome = "cancelled";
    }

    Show("delay", () => outcome);
}

Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
{
    for (int i = 0; i < 1000; i++)
        results.Add(i);
}))];
foreach (Thread thread in threads)
    thread.Start();
foreach (Thread thread in threads)
    thread.Join();
Show("threads", () => results.Count);

Section("exceptions");
int caught = 0;
for (int i = 0; i < 1000; i++)
{
    try
    {
        Throw(20);
    }
    catch (InvalidOperationException)
    {
        caught++;
    }
    finally
    {
        caught++;
    }
}

Show("caught", () => caught);
Show("null", () => Nothing()!.Length);
Show("index", () => args[Three()]);
Show("zero", () => 1 / (Three() - 3));
Show("cast", () => (string)(object)args);
Show("deep", () => Depth(5000));

Section("collector");
var kept = new List<byte[]>();
for (int i = 0; i < 20_000; i++)
{
    byte[] block = new byte[i % 5000];
    if (i % 100 == 0)
        kept.Add(block);
}

for (int i = 0; i < 5; i++)
    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
Show("kept", () => kept.Sum(block => (long)block.Length));
WeakReference weak = Forgotten();
GC.Collect();
GC.WaitForPendingFinalizers();
Show("forgotten", () => weak.IsAlive);
Show("large", () => new byte[100_000_000].Length);
Parallel.For(0, 8, _ =>
{
    var texts = new List<string>();
    for (int i = 0; i < 20_000; i++)
    {
        texts.Add(i.ToString());
        if (i % 1000 == 0)
            texts.Clear();
    }
});
Show("collections", () => GC.CollectionCount(0) > 5);

Section("text");
string json = JsonSerializer.Serialize(new Person("Ada", 36, ["maths", "engines"]), Records.Default.Person);
Show("json", () => json);
Show("back", () => JsonSerializer.Deserialize(json, Records.Default.Person)!.Tags[1]);
Show("regex", () => Regex.Replace("a1b22c333", @"\d+", match => match.Length.ToString()));
Show("upper", () => "straße".ToUpperInvariant());
Show("number", () => 1234567.891.ToString("N2"));
Show("date", () => DateTime.UnixEpoch.ToString("O"));
Show("hash", () => Convert.ToHexString(SHA256.HashData("abc"u8)));
Show("random", () => RandomNumberGenerator.GetInt32(10) < 10);

Section("files");
string file = Path.Combine(folder, "a.txt");
await File.WriteAllTextAsync(file, "line one\nline two\n");
Show("lines", () => File.ReadAllLines(file).Length);
File.Copy(file, file + ".copy");
File.Move(file + ".copy", file + ".moved");
Show("names", () => string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName).Order()));
File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
Show("written", () => File.GetLastWriteTimeUtc(file).Year);
Show("missing", () => File.ReadAllText(Path.Combine(folder, "missing")));
string mapped = Path.Combine(folder, "mapped");
using (var map = MemoryMappedFile.CreateFromFile(mapped, FileMode.Create, null, 10_000))
using (MemoryMappedViewAccessor view = map.CreateViewAccessor())
{
    view.Write(5000, 42L);
    view.Flush();
}

Show("mapped", () => File.ReadAllBytes(mapped)[5000]);
using (var map = MemoryMappedFile.CreateNew(null, 5000))
using (MemoryMappedViewAccessor one = map.CreateViewAccessor(), two = map.CreateViewAccessor())
{
    one.Write(4000, 77);
    Show("two views", () => two.ReadInt32(4000));
}

string locked = Path.Combine(folder, "locked");
using (new FileStream(locked, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
    Show("locked", () => File.OpenRead(locked).Length);
Show("watched", () =>
{
    using var seen = new SemaphoreSlim(0);
    using var watcher = new FileSystemWatcher(folder);
    string? name = null;
    watcher.Created += (_, change) =>
    {
        name = change.Name;
        seen.Release();
    };
    watcher.EnableRaisingEvents = true;
    File.WriteAllText(Path.Combine(folder, "new"), "x");
    return seen.Wait(60_000) + " " + name;
});

Section("sockets");
using (var listener = new TcpListener(IPAddress.Loopback, 0))
{
    listener.Start();
    Task server = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        using Socket accepted = await listener.AcceptSocketAsync();
        await using var stream = new NetworkStream(accepted);
        await stream.CopyToAsync(stream);
    }));
    long[] echoed = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Echo((IPEndPoint)listener.LocalEndpoint, number)));
    await server;
    Show("echoed", () => string.Join(' ', echoed));
}

Show("refused", () =>
{
    using var closed = new TcpListener(IPAddress.Loopback, 0);
    closed.Start();
    int port = ((IPEndPoint)closed.LocalEndpoint).Port;
    closed.Stop();
    using var client = new TcpClient();
    try
    {
        client.Connect(IPAddress.Loopback, port);
    }
    catch (SocketException exception)
    {
        return exception.SocketErrorCode;
    }

    return "connected";
});
using (var one = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0)))
using (var two = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0)))
{
    one.Send("datagram"u8, (IPEndPoint)two.Client.LocalEndPoint!);
    UdpReceiveResult received = await two.ReceiveAsync();
    Show("datagram", () => received.Buffer.Length + " " + received.RemoteEndPoint.Address);
}

using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
using (var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
{
    var address = new UnixDomainSocketEndPoint(Path.Combine(folder, "socket"));
    listener.Bind(address);
    listener.Listen();
    await client.ConnectAsync(address);
    using Socket accepted = await listener.AcceptAsync();
    client.Send("unix"u8);
    Show("unix", () => accepted.Receive(new byte[10]));
}

Show("timeout", () =>
{
    using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
    silent.Client.ReceiveTimeout = 20;
    IPEndPoint? from = null;
    try
    {
        return silent.Receive(ref from).Length;
    }
    catch (SocketException exception)
    {
        return exception.SocketErrorCode;
    }
});

Section("process");
using (Process self = Process.GetCurrentProcess())
{
    Show("threads", () => self.Threads.Count > 1);
    Show("memory", () => self.WorkingSet64 > 0);
    Show("time", () => self.TotalProcessorTime > TimeSpan.Zero);
    Show("started", () => self.StartTime <= DateTime.Now);
}

Show("child", () =>
{
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "child") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    child.StandardInput.WriteLine("parent");
    string said = child.StandardOutput.ReadToEnd();
    child.WaitForExit();
    return said.Trim() + ", status " + child.ExitCode;
});
using (var signalled = new SemaphoreSlim(0))
using (PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => signalled.Release()))
    Show("registered", () => signalled.CurrentCount);
return 7;

void Section(string name) => Console.WriteLine("-- " + name);

void Show(string name, Func<object?> value)
{
    try
    {
        Console.WriteLine($"{name}: {value()}");
    }
    catch (Exception exception)
    {
        Console.WriteLine($"{name}: {exception.GetType().Name}: {exception.Message}");
    }
}

static async Task<long> Echo(IPEndPoint server, int number)
{
    using var client = new TcpClient();
    await client.ConnectAsync(server);
    NetworkStream stream = client.GetStream();
    byte[] sent = new byte[100_000], back = new byte[sent.Length];
    new Random(number).NextBytes(sent);
    Task sending = Task.Run(async () =>
    {
        await stream.WriteAsync(sent);
        client.Client.Shutdown(SocketShutdown.Send);
    });
    await stream.ReadExactlyAsync(back);
    await sending;
    return sent.AsSpan().SequenceEqual(back) ? sent.Length + await stream.ReadAsync(back) : -1;
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Throw(int depth)
{
    if (depth == 0)
        throw new InvalidOperationException();
    Throw(depth - 1);
}

[MethodImpl(MethodImplOptions.NoInlining)]
static int Depth(int depth) => depth == 0 ? 0 : 1 + Depth(depth - 1);

[MethodImpl(MethodImplOptions.NoInlining)]
static string? Nothing() => null;

[MethodImpl(MethodImplOptions.NoInlining)]
static int Three() => 3;

[MethodImpl(MethodImplOptions.NoInlining)]
static WeakReference Forgotten() => new(new object());

internal sealed record Person(string Name, int Age, string[] Tags);

[JsonSerializable(typeof(Person))]
internal sealed partial class Records : JsonSerializerContext;
