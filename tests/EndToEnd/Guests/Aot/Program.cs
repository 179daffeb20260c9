using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace LiteBox.EndToEnd.Guests;

/// <summary>What .NET programs use of the system: threads, tasks, timers, files, exceptions, a collector under pressure.</summary>
[SupportedOSPlatform("linux")]
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Console.WriteLine("start");
        Exceptions();
        Threads();
        await TasksAsync();
        await TimersAsync();
        await FilesAsync(arguments[0]);
        Collector();
        Rest();
        Console.Error.WriteLine("to standard error");
        return 11;
    }

    private static void Exceptions()
    {
        try { Deep(10); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { object o = "text"; _ = (Version)o; } catch (InvalidCastException) { Console.WriteLine("cast"); }
        try { string? s = Null(); Console.WriteLine(s!.Length); } catch (NullReferenceException) { Console.WriteLine("null"); }
        try { Console.WriteLine(1 / int.Parse("0")); } catch (DivideByZeroException) { Console.WriteLine("divide"); }
        try { int[] two = new int[2]; Console.WriteLine(two[int.Parse("3")]); } catch (IndexOutOfRangeException) { Console.WriteLine("index"); }
        int caught = 0;
        for (int i = 0; i < 2000; i++)
        {
            try { if (i % 2 == 0) throw new ArgumentException("odd"); string? s = Null(); _ = s!.Length; }
            catch (Exception e) when (e is ArgumentException or NullReferenceException) { caught++; }
            finally { caught++; }
        }
        Console.WriteLine(caught);
        var other = new Thread(() => { try { Deep(3); } catch (InvalidOperationException) { Console.WriteLine("in a thread"); } });
        other.Start();
        other.Join();
    }

    private static string? Null() => Environment.GetEnvironmentVariable("NOT_SET");

    private static void Deep(int n)
    {
        if (n == 0) throw new InvalidOperationException("from the bottom");
        Deep(n - 1);
        GC.KeepAlive(n);
    }

    private static void Threads()
    {
        long sum = 0;
        object gate = new();
        var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            for (int j = 0; j < 5000; j++) { lock (gate) sum += i; Interlocked.Increment(ref s_counter); }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Console.WriteLine($"{sum} {s_counter}");
        using var ready = new ManualResetEventSlim();
        using var semaphore = new SemaphoreSlim(0);
        var waiter = new Thread(() => { ready.Wait(); semaphore.Release(3); });
        waiter.Start();
        ready.Set();
        for (int i = 0; i < 3; i++) semaphore.Wait();
        waiter.Join();
        Console.WriteLine($"timed out {!semaphore.Wait(10)}");
        lock (gate) Console.WriteLine($"monitor {Monitor.Wait(gate, 10)}");
    }

    private static int s_counter;

    private static async Task TasksAsync()
    {
        int[] squares = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => { await Task.Yield(); return i * i; })));
        Console.WriteLine(squares.Sum());
        var bag = new ConcurrentDictionary<int, int>();
        Parallel.For(0, 10000, i => bag.AddOrUpdate(i % 7, 1, (_, n) => n + 1));
        Console.WriteLine(string.Join(' ', bag.OrderBy(p => p.Key).Select(p => p.Value)));
        Console.WriteLine(Enumerable.Range(0, 100000).AsParallel().Where(i => i % 3 == 0).Count());
        using var cancel = new CancellationTokenSource(20);
        try { await Task.Delay(Timeout.Infinite, cancel.Token); } catch (OperationCanceledException) { Console.WriteLine("cancelled"); }
        var channel = System.Threading.Channels.Channel.CreateBounded<int>(4);
        Task producer = Task.Run(async () => { for (int i = 0; i < 1000; i++) await channel.Writer.WriteAsync(i); channel.Writer.Complete(); });
        long total = 0;
        await foreach (int i in channel.Reader.ReadAllAsync()) total += i;
        await producer;
        Console.WriteLine(total);
        try { await Task.Run(() => throw new InvalidDataException("from a task")); } catch (InvalidDataException e) { Console.WriteLine(e.Message); }
    }

    private static async Task TimersAsync()
    {
        var ticks = new SemaphoreSlim(0);
        using (new Timer(_ => ticks.Release(), null, 5, 5))
            for (int i = 0; i < 5; i++) await ticks.WaitAsync();
        using var periodic = new PeriodicTimer(TimeSpan.FromMilliseconds(3));
        for (int i = 0; i < 3; i++) await periodic.WaitForNextTickAsync();
        var watch = Stopwatch.StartNew();
        await Task.Delay(30);
        Console.WriteLine($"delayed {watch.ElapsedMilliseconds >= 29}");
        watch.Restart();
        Thread.Sleep(20);
        Console.WriteLine($"slept {watch.ElapsedMilliseconds >= 19} {DateTime.UtcNow.Year > 2020}");
    }

    private static async Task FilesAsync(string root)
    {
        Directory.CreateDirectory(Path.Combine(root, "a/b"));
        for (int i = 0; i < 10; i++) await File.WriteAllTextAsync(Path.Combine(root, $"a/{i}.txt"), new string('x', i * 1000));
        Console.WriteLine(string.Join(' ', new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.Name).Select(f => f.Name + ":" + f.Length)));
        File.Move(Path.Combine(root, "a/1.txt"), Path.Combine(root, "a/b/moved"));
        File.Copy(Path.Combine(root, "a/2.txt"), Path.Combine(root, "a/b/copy"));
        File.CreateSymbolicLink(Path.Combine(root, "link"), "a/2.txt");
        Console.WriteLine(new FileInfo(Path.Combine(root, "link")).ResolveLinkTarget(true)!.Name + " " + File.ReadAllText(Path.Combine(root, "link")).Length);
        await using (var file = new FileStream(Path.Combine(root, "data"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, useAsync: true))
        {
            byte[] block = Enumerable.Range(0, 100000).Select(i => (byte)(i * 31)).ToArray();
            await file.WriteAsync(block);
            file.Position = 5000;
            byte[] back = new byte[1000];
            await file.ReadExactlyAsync(back);
            Console.WriteLine($"{back.AsSpan().SequenceEqual(block.AsSpan(5000, 1000))} {file.Length}");
            file.SetLength(10);
            try { using var second = File.Open(file.Name, FileMode.Open, FileAccess.Read, FileShare.None); Console.WriteLine("shared"); }
            catch (IOException) { Console.WriteLine("locked"); }
        }
        using (var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(Path.Combine(root, "data"), FileMode.Open, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read))
        using (var view = map.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read))
            Console.WriteLine(view.ReadByte(3));
        try { File.ReadAllText(Path.Combine(root, "none")); } catch (FileNotFoundException) { Console.WriteLine("not found"); }
        try { Directory.Delete(Path.Combine(root, "a")); } catch (IOException) { Console.WriteLine("not empty"); }
        File.SetLastWriteTimeUtc(Path.Combine(root, "data"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Console.WriteLine(File.GetLastWriteTimeUtc(Path.Combine(root, "data")).ToString("o"));
        File.SetUnixFileMode(Path.Combine(root, "data"), UnixFileMode.UserRead);
        Console.WriteLine(File.GetUnixFileMode(Path.Combine(root, "data")));
        using (var lines = new StreamWriter(Path.Combine(root, "lines"))) for (int i = 0; i < 20000; i++) lines.WriteLine($"line {i}");
        Console.WriteLine(File.ReadLines(Path.Combine(root, "lines")).Count(l => l.EndsWith('7')));
        Directory.Delete(Path.Combine(root, "a"), recursive: true);
        Console.WriteLine(Directory.Exists(Path.Combine(root, "a")));
        Console.WriteLine(File.ReadAllBytes(Path.Combine(root, "lines")).Aggregate(17L, (hash, b) => unchecked(hash * 31 + b)));
    }

    private static void Collector()
    {
        var kept = new List<byte[]>();
        long allocated = 0;
        var tasks = Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            var random = new Random(t);
            var mine = new byte[64][];
            for (int i = 0; i < 20000; i++)
            {
                int size = random.Next(16, 20000);
                mine[i % 64] = new byte[size];
                mine[i % 64][size - 1] = (byte)i;
                Interlocked.Add(ref allocated, size);
            }
            lock (kept) kept.AddRange(mine);
        })).ToArray();
        Task.WaitAll(tasks);
        for (int i = 0; i < 5; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); }
        Console.WriteLine($"{kept.Count} kept, {allocated} bytes, collected {GC.CollectionCount(0) > 0} {GC.CollectionCount(2) > 0}");
        int finalized = 0;
        for (int i = 0; i < 100; i++) Make(() => Interlocked.Increment(ref finalized));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"finalized {finalized > 50}");
        var weak = new WeakReference(new object());
        GC.Collect();
        Console.WriteLine($"weak {weak.IsAlive}");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Make(Action action) => _ = new Finalized(action);

    private sealed class Finalized(Action action)
    {
        ~Finalized() => action();
    }

    private static void Rest()
    {
        Console.WriteLine(Environment.ProcessorCount > 0);
        Console.WriteLine(Guid.NewGuid().ToByteArray().Distinct().Count() > 5);
        Console.WriteLine(JsonNode.Parse("{\"a\":[1,2,{\"b\":true}]}")!["a"]![2]!["b"]);
        Console.WriteLine(Encoding.UTF8.GetByteCount("ünïcödé €"));
        Console.WriteLine(Math.Sqrt(2).ToString("F6", System.Globalization.CultureInfo.InvariantCulture));
        Console.WriteLine(Path.GetFileName(Environment.ProcessPath));
        Console.WriteLine(Guid.NewGuid() != Guid.NewGuid());
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine($"{self.Id == Environment.ProcessId} {self.WorkingSet64 > 0}");
        Console.WriteLine(Console.In.ReadToEnd().Length);
    }
}
