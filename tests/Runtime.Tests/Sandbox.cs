using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LiteBox.North;
using LiteBox.Shim.Linux;
using LiteBox.South;

namespace LiteBox.Runtime.Tests;

/// <summary>
/// A library OS on the simulated South with one process. The test plays the guest: it makes system calls by register, as
/// the entry stub would, and reads and writes guest memory.
/// </summary>
internal sealed unsafe class Sandbox : IDisposable
{
    public const ulong Here = 0x40_0000;

    private readonly ThreadBlock* _block;

    public Sandbox(int seed = 1)
    {
        Simulation.Reset(seed);
        BigLock.Enter();
        Kernel.Start(Policy.Empty);
        ref ThreadBlock block = ref South.South.CreateThreadBlock();
        _block = (ThreadBlock*)Unsafe.AsPointer(ref block);
        Thread = Kernel.CreateProcess(null, ref block);
        Thread.Process.Memory.Replace();
        BigLock.Exit();
        Registers.Rsp = Allocate(0x1_0000) + 0x8000;
        Registers.Rip = Here;
        Simulation.ThreadStarted = RunThread;
    }

    public Thread Thread { get; }

    public Process Process => Thread.Process;

    public Memory Memory => Process.Memory;

    public ref GuestRegisters Registers => ref _block->Registers;

    public ref ThreadBlock Block => ref *_block;

    /// <summary>What threads run that the guest starts, once they have entered it; with their own block.</summary>
    public Action<GuestThread>? ThreadBody { get; set; }

    /// <summary>Exceptions that guest threads ended with.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    public void Dispose()
    {
        if (!Failures.IsEmpty && Failures.TryPeek(out Exception? failure))
            throw new InvalidOperationException("A guest thread failed.", failure);
    }

    public long Call(int number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, ulong e = 0, ulong f = 0) =>
        Call(_block, number, a, b, c, d, e, f);

    public static long Call(ThreadBlock* block, int number, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f)
    {
        ref GuestRegisters registers = ref block->Registers;
        registers.Rax = (ulong)number;
        registers.Rdi = a;
        registers.Rsi = b;
        registers.Rdx = c;
        registers.R10 = d;
        registers.R8 = e;
        registers.R9 = f;
        registers.Rcx = registers.Rip;
        registers.R11 = 0x246;
        try
        {
            Entry.Syscall(block);
        }
        catch (SandboxExit exit) when (exit.Kind == SandboxExitKind.Continue)
        {
            // The stack is left and the thread goes on, perhaps as another: the block has work pending.
        }

        while (block->PendingWork != 0)
            Entry.Resume(block);
        return (long)registers.Rax;
    }

    /// <summary>Anonymous memory that can be read and written.</summary>
    public ulong Allocate(ulong length)
    {
        long address = Call(9, 0, length, 3, 0x22, ulong.MaxValue);
        return address > 0 ? (ulong)address : throw new InvalidOperationException($"mmap: {address}");
    }

    public void Write<T>(ulong address, T value)
        where T : unmanaged
    {
        if (Guest.Write(address, value) != Errno.None)
            throw new InvalidOperationException($"Nothing can be written at {address:x}.");
    }

    public T Read<T>(ulong address)
        where T : unmanaged
    {
        return Guest.Read(address, out T value) == Errno.None ? value : throw new InvalidOperationException($"Nothing can be read at {address:x}.");
    }

    public ulong WriteString(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + "\0");
        ulong address = Allocate((ulong)bytes.Length);
        _ = Guest.WriteBytes(address, bytes);
        return address;
    }

    public ulong WriteStruct<T>(T value)
        where T : unmanaged
    {
        ulong address = Allocate((ulong)sizeof(T));
        Write(address, value);
        return address;
    }

    public ulong WriteTime(long seconds, long nanoseconds) => WriteStruct(new Timespec { Seconds = seconds, Nanoseconds = nanoseconds });

    /// <summary>Creates a file in the guest's file system.</summary>
    public void CreateFile(string path, ReadOnlySpan<byte> contents, uint mode = 0x1ED)
    {
        BigLock.Enter();
        Errno error = FileCalls.Open(Thread, Process.WorkingDirectory, Encoding.UTF8.GetBytes(path), OpenFlags.Create | OpenFlags.ReadWrite, mode, WalkFlags.None, out OpenFile? file);
        if (error != Errno.None)
            throw new InvalidOperationException($"{path}: {error}");
        Result descriptor = Process.AddFile(file!, closeOnExec: false);
        BigLock.Exit();
        ulong buffer = Allocate((ulong)contents.Length + 1);
        _ = Guest.WriteBytes(buffer, contents);
        BigLock.Enter();
        TransferAll(file!, buffer, contents.Length);
        _ = Process.CloseFile((int)descriptor.Value);
        BigLock.Exit();
        _ = Call(11, buffer, (ulong)contents.Length + 1);
    }

    /// <summary>Waits in real time until this many threads of the guest sleep.</summary>
    public void AwaitSleepers(int count)
    {
        int sleepers = 0;
        for (int i = 0; i < 10_000 && sleepers != count; i++)
        {
            System.Threading.Thread.Sleep(1);
            BigLock.Enter();
            sleepers = 0;
            foreach (Thread thread in Process.Threads)
                sleepers += thread.IsSleeping ? 1 : 0;
            BigLock.Exit();
        }

        if (sleepers != count)
            throw new InvalidOperationException($"{sleepers} instead of {count} threads sleep.");
    }

    private void TransferAll(OpenFile file, ulong buffer, int length)
    {
        Transfer from = new(buffer, (ulong)length);
        Result written = file.WriteAt(Thread, ref from, 0);
        if (length != 0 && written.Value != length)
            throw new InvalidOperationException($"write: {written.Value}");
    }

    private void RunThread(ref ThreadBlock block)
    {
        ThreadBlock* pointer = (ThreadBlock*)Unsafe.AsPointer(ref block);
        try
        {
            Entry.Resume(pointer);
            ThreadBody?.Invoke(new GuestThread(pointer));
        }
        catch (Exception exception) when (exception is not SandboxExit)
        {
            Failures.Enqueue(exception);
        }
    }
}
