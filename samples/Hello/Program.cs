using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;

Console.WriteLine(Environment.GetEnvironmentVariable("GREETING") ?? "Hello from outside the box");
Console.WriteLine($"  system      {RuntimeInformation.OSDescription}");
Console.WriteLine($"  runtime     {RuntimeInformation.FrameworkDescription}");
Console.WriteLine($"  process     {Environment.ProcessId}, {Environment.ProcessPath}");
Console.WriteLine($"  root        {string.Join(' ', Directory.GetFileSystemEntries("/").Order(StringComparer.Ordinal))}");
Console.WriteLine($"  files       {Files()}");
Console.WriteLine($"  threads     {Threads()}");
Console.WriteLine($"  tasks       {await Tasks()}");
Console.WriteLine($"  timer       {await Ticks()}");
Console.WriteLine($"  exceptions  {Exceptions()}");
Console.WriteLine($"  json        {Json()}");
Console.WriteLine($"  collector   {Collector()}");
return 0;

// Writes, moves and reads back a file of the writable layer.
static string Files()
{
    string folder = Path.Combine(Path.GetTempPath(), "hello");
    Directory.CreateDirectory(folder);
    string path = Path.Combine(folder, "numbers.txt");
    File.WriteAllLines(path + ".new", Enumerable.Range(1, 1000).Select(number => number.ToString()));
    File.Move(path + ".new", path, overwrite: true);
    int sum = File.ReadLines(path).Sum(int.Parse);
    long length = new FileInfo(path).Length;
    Directory.Delete(folder, recursive: true);
    return $"{length} bytes written and read, their numbers add up to {sum}";
}

// Four threads that take turns through a monitor.
static string Threads()
{
    var order = new List<int>();
    var threads = new List<Thread>();
    for (int number = 0; number < 4; number++)
    {
        int turn = number;
        threads.Add(new Thread(() =>
        {
            lock (order)
            {
                while (order.Count != turn)
                    Monitor.Wait(order);
                order.Add(turn);
                Monitor.PulseAll(order);
            }
        }));
    }

    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    return $"took turns {string.Join(' ', order)}";
}

static async Task<string> Tasks()
{
    long[] sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(() =>
    {
        long sum = 0;
        for (long number = part; number < 1_000_000; number += 8)
            sum += number;
        return sum;
    })));
    return $"8 parts add up to {sums.Sum()}";
}

static async Task<string> Ticks()
{
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
    int ticks = 0;
    while (ticks < 3 && await timer.WaitForNextTickAsync())
        ticks++;
    return $"ticked {ticks} times";
}

static string Exceptions()
{
    try
    {
        object? nothing = null;
        return nothing!.ToString()!;
    }
    catch (NullReferenceException)
    {
        try
        {
            return File.ReadAllText("/no/such/file");
        }
        catch (DirectoryNotFoundException)
        {
            return "a fault and a missing file were caught";
        }
    }
}

static string Json()
{
    string text = JsonSerializer.Serialize(new Planet("Mars", ["Phobos", "Deimos"]), Planets.Default.Planet);
    return $"{text}, {JsonSerializer.Deserialize(text, Planets.Default.Planet)!.Moons.Length} moons read back";
}

// Garbage from all threads at once, a little of which is kept.
static string Collector()
{
    byte[][] kept = [.. Enumerable.Range(0, 20_000).AsParallel().Select(number => new byte[number % 4000]).Where(block => block.Length % 1000 == 999)];
    GC.Collect();
    return $"{kept.Length} blocks of 20000 kept, {kept.Sum(block => block.Length)} bytes";
}

internal sealed record Planet(string Name, string[] Moons);

[JsonSerializable(typeof(Planet))]
internal sealed partial class Planets : JsonSerializerContext;
