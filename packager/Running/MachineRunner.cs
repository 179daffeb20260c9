using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.Packager.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LiteBox.Packager.Running;

/// <summary>
/// Runs a boot image in QEMU. The machine's virtio console is standard output; its second serial port speaks frames with this
/// process (platforms/Bare, Serial): standard error and the exit status come out, standard input goes in.
/// </summary>
internal static class MachineRunner
{
    private const byte ReadyFrame = 1, ErrorFrame = 2, StatusFrame = 3;
    private const int Output = 1, Error = 2;
    private const int KilledBySigpipe = 128 + 13;
    private const string Emulator = "qemu-system-x86_64";

    public static int Run(string image, RunOptions options, CancellationToken cancellation)
    {
        string emulator = Find(Emulator) ?? throw new LiteBoxException("LB0921", Emulator, "QEMU is not installed.",
            "Install it: on Debian and Ubuntu, apt-get install qemu-system-x86.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("litebox-run-");
        try
        {
            string address = Path.Combine(folder.FullName, "port");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(address));
            listener.Listen(1);
            string? module = WriteArguments(options.Arguments, Path.Combine(folder.FullName, "arguments"));
            using Process machine = HostRunner.Start(emulator, Arguments(image, address, module, options), isMachine: true);
            using Socket port = Accept(listener, machine, cancellation);
            using var stream = new NetworkStream(port, ownsSocket: false);
            int? status = null;
            Task output = Task.Run(() => status = Drain(stream, cancellation), cancellation);
            Task<bool> passed = Task.Run(() => TryPass(machine), cancellation);
            HostRunner.Wait(machine, cancellation);
            output.Wait(cancellation);
            return !passed.GetAwaiter().GetResult() ? KilledBySigpipe : status ?? throw new LiteBoxException("LB0922", image, "The machine stopped before the program told its exit status.",
                "Run it again with more memory (--memory), and look at what the machine printed.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The kernel command line would break arguments at blanks: they travel as a module, each zero-terminated.</summary>
    private static string? WriteArguments(IReadOnlyList<string> arguments, string path)
    {
        if (arguments.Count == 0)
            return null;
        File.WriteAllText(path, string.Concat(arguments.Select(argument => argument + '\0')));
        return path;
    }

    private static string[] Arguments(string image, string port, string? module, RunOptions options)
    {
        long memory = options.MemoryMebibytes ?? 256 + (new FileInfo(image).Length >> 20);
        string accelerator = options.Accelerator ?? (HasUsableKvm() ? "kvm" : "tcg");
        return
        [
            "-accel", accelerator, "-cpu", accelerator == "kvm" ? "host" : "max", "-machine", "microvm", "-m", memory.ToString(CultureInfo.InvariantCulture),
            "-nodefaults", "-display", "none", "-no-reboot",
            "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-rng-device",
            "-chardev", "stdio,id=output", "-device", "virtio-serial-device", "-device", "virtserialport,chardev=output,nr=1",
            "-serial", "null", "-chardev", "socket,id=runner,path=" + port, "-device", "isa-serial,chardev=runner",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", image, .. module is null ? Array.Empty<string>() : ["-initrd", module],
        ];
    }

    /// <summary>The emulator connects before it starts the machine, or ends with a message of its own.</summary>
    private static Socket Accept(Socket listener, Process machine, CancellationToken cancellation)
    {
        while (!listener.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
        {
            cancellation.ThrowIfCancellationRequested();
            if (machine.HasExited)
            {
                throw new LiteBoxException("LB0922", machine.StartInfo.FileName, "The machine stopped before it started the program.",
                    "Look at what it printed.");
            }
        }

        return listener.Accept();
    }

    /// <summary>
    /// Copies standard output. When nobody reads it any more, QEMU would try for ever to get rid of it: the machine ends then, as a
    /// program does. False in that case.
    /// </summary>
    private static bool TryPass(Process machine)
    {
        Stream source = machine.StandardOutput.BaseStream;
        byte[] buffer = new byte[64 * 1024];
        for (int count = source.Read(buffer); count > 0; count = source.Read(buffer))
        {
            if (!StandardOutput.TryWrite(Output, buffer.AsSpan(0, count)))
            {
                machine.Kill();
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends standard input as frames, then the frame that means its end.</summary>
    private static void Feed(NetworkStream port)
    {
        using Stream input = Console.OpenStandardInput();
        byte[] frame = new byte[4096];
        try
        {
            while (true)
            {
                int count = Read(input, frame.AsSpan(2));
                BinaryPrimitives.WriteUInt16LittleEndian(frame, (ushort)count);
                port.Write(frame, 0, count + 2);
                if (count == 0)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The machine is gone; nobody is left to read.
        }
    }

    /// <summary>Reads; what cannot be read has ended.</summary>
    private static int Read(Stream input, Span<byte> buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Passes frames on until the machine closes the port, and input in from when it is ready; gives the status that it told.</summary>
    private static int? Drain(NetworkStream port, CancellationToken cancellation)
    {
        byte[] frame = new byte[3 + ushort.MaxValue];
        int? status = null;
        try
        {
            while (port.ReadAtLeast(frame.AsSpan(0, 3), 3, throwOnEndOfStream: false) == 3)
            {
                Span<byte> body = frame.AsSpan(3, BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(1)));
                port.ReadExactly(body);
                if (frame[0] == ReadyFrame)
                    _ = Task.Run(() => Feed(port), cancellation);
                else if (frame[0] == ErrorFrame)
                    _ = StandardOutput.TryWrite(Error, body);
                else if (frame[0] == StatusFrame && body.Length == 1)
                    status = body[0];
            }
        }
        catch (IOException)
        {
            // The machine ended in the middle of a frame; what was whole has been passed on.
        }

        return status;
    }

    /// <summary>Whether /dev/kvm runs ring 0 on the CPU itself; some nested hosts only interpret it, a thousand times slower.</summary>
    private static bool HasUsableKvm()
    {
        try
        {
            return !Directory.Exists("/sys/module/kvm_pvm")
                && File.ReadLines("/proc/cpuinfo").Any(line => line.StartsWith("flags", StringComparison.Ordinal)
                    && (line.Contains(" svm", StringComparison.Ordinal) || line.Contains(" vmx", StringComparison.Ordinal)))
                && File.OpenHandle("/dev/kvm", FileMode.Open, FileAccess.ReadWrite) is { } handle && Close(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Close(SafeFileHandle handle)
    {
        handle.Dispose();
        return true;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
