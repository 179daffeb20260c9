using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// The start of the library OS, the same whatever runs on it: South and core library, policy, first process. In between
/// the caller puts a program into the process.
/// </summary>
public static unsafe class Boot
{
    /// <summary>The status of a shell for a program that cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The status of a shell for a program that is not there.</summary>
    public const int NotFound = 127;

    /// <summary>
    /// Starts everything below a program and gives the first thread of the first process, with <see cref="BigLock"/> held.
    /// What goes wrong ends the sandbox with a message.
    /// </summary>
    public static Thread Start(BootBlock* boot, out Policy policy)
    {
        if (Host.Start(ref *boot) != Errno.None)
            Host.Exit(CannotExecute);
        Collection.Start(boot->ProcessStack);
        BigLock.Enter();
        if (Policy.Parse(Host.Policy, out policy) != Errno.None)
            Fail("litebox: the bundle's policy is damaged: errno "u8, Errno.ENOEXEC);
        if (Capability.HostLog && policy.TraceFile is not null)
            OpenLog(policy.TraceFile);
        Kernel.Start(policy);
        ref ThreadBlock block = ref Host.CreateThreadBlock();
        if (Unsafe.IsNullRef(ref block))
            Fail("litebox: no memory for the first thread: errno "u8, Errno.ENOMEM);
        Thread thread = Kernel.CreateProcess(null, ref block);
        if (Capability.HostSockets)
        {
            Errno refused = HostNetwork.Open(policy);
            if (refused != Errno.None)
                Fail("litebox: the host's network cannot be granted: errno "u8, refused, CannotExecute);
        }

        for (int i = 0; i < policy.Mounts.Count; i++)
            Mount(thread, policy.Mounts[i]);
        Errno error = Paths.FindDirectory(thread, thread.Process.RootDirectory, policy.WorkingDirectory, out DirectoryInode? directory);
        if (error != Errno.None)
            Fail("litebox: the working directory cannot be entered: errno "u8, error, CannotExecute);
        thread.Process.WorkingDirectory = directory!;
        return thread;
    }

    /// <summary>Draws the final line before the program runs: the host's rules, and the collector that knows all threads.</summary>
    public static void Seal(Policy policy)
    {
        Errno error = Host.Seal();
        if (error != Errno.None)
            Fail("litebox: the host refuses the sandbox's rules: errno "u8, error);
        Collection.Attach(policy.CollectAlways);
    }

    /// <summary>Ends the sandbox before its program has run.</summary>
    public static void Fail(ReadOnlySpan<byte> message, Errno error) =>
        Fail(message, error, error == Errno.ENOENT ? NotFound : CannotExecute);

    /// <summary>Opens the file that the log goes to; nobody would look for it on the standard error stream.</summary>
    private static void OpenLog(byte[] path)
    {
        Errno error = HostLog.Open(path);
        if (error == Errno.None)
            return;
        ByteBuilder text = new(128);
        text.Append("litebox: the trace file "u8);
        text.Append(path);
        text.Append(" cannot be opened: errno "u8);
        Fail(text.Text, error, CannotExecute);
    }

    /// <summary>Mounts what the policy grants; without it the program might write to the wrong place.</summary>
    private static void Mount(Thread thread, Mount mount)
    {
        Errno error = Capability.HostDirectories ? GrantedFileSystem.Mount(thread, mount) : Errno.ENOSYS;
        if (error == Errno.None)
            return;
        ByteBuilder text = new(128);
        text.Append("litebox: the host directory "u8);
        text.Append(mount.HostPath);
        text.Append(" cannot be mounted at "u8);
        text.Append(mount.GuestPath);
        text.Append(": errno "u8);
        Fail(text.Text, error, CannotExecute);
    }

    private static void Fail(ReadOnlySpan<byte> message, Errno error, int status)
    {
        ByteBuilder line = new(message.Length + 8);
        line.Append(message);
        line.AppendDecimal((ulong)error);
        line.Append((byte)'\n');
        _ = Host.WriteConsole(2, line.Text);
        Host.Exit(status);
    }
}
