using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>New threads and processes: clone(2), clone3(2), fork(2), vfork(2).</summary>
internal static class Cloning
{
    private const ulong EndSignalMask = 0xFF;
    private const ulong ShareMemory = 0x100;
    private const ulong ShareDirectories = 0x200;
    private const ulong ShareFiles = 0x400;
    private const ulong ShareSignalActions = 0x800;
    private const ulong GivePidFd = 0x1000;
    private const ulong HoldParent = 0x4000;
    private const ulong ShareParent = 0x8000;
    private const ulong ShareThreadGroup = 0x1_0000;
    private const ulong NewMounts = 0x2_0000;
    private const ulong ShareSemaphoreUndos = 0x4_0000;
    private const ulong SetThreadPointer = 0x8_0000;
    private const ulong ParentSetTid = 0x10_0000;
    private const ulong ChildClearTid = 0x20_0000;
    private const ulong Detached = 0x40_0000;
    private const ulong ChildSetTid = 0x100_0000;
    private const ulong NewUsers = 0x1000_0000;
    private const ulong NewNamespaces = 0x7E02_0000;
    private const ulong NewTime = 0x80;
    private const ulong ClearSignalActions = 0x1_0000_0000;
    private const ulong IntoCgroup = 0x2_0000_0000;
    private const ulong ThreadFlags = ShareMemory | ShareDirectories | ShareFiles | ShareSignalActions | ShareThreadGroup;
    private const int SmallestArguments = 64;

    /// <summary>clone(2).</summary>
    [Syscall(56, "clone")]
    [Partly("Namespaces are EPERM; threads share their descriptors and directories, else EINVAL")]
    public static Result Clone(Thread thread, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong threadPointer)
    {
        // Both would be stored in the same place.
        if ((flags & GivePidFd) != 0 && (flags & (ParentSetTid | Detached)) != 0)
            return Errno.EINVAL;
        return Create(thread, new Arguments
        {
            Flags = (uint)flags & ~EndSignalMask,
            EndSignal = flags & EndSignalMask,
            PidFd = parentTid,
            ParentTid = parentTid,
            ChildTid = childTid,
            Stack = stack,
            ThreadPointer = threadPointer,
        });
    }

    /// <summary>clone3(2). EINVAL for a choice of numbers and for control groups.</summary>
    [Syscall(435, "clone3")]
    [Partly("As clone; a choice of numbers and of a control group is EINVAL")]
    public static Result Clone3(Thread thread, ulong address, ulong size)
    {
        if (size > Guest.PageSize)
            return Errno.E2BIG;
        if (size < SmallestArguments)
            return Errno.EINVAL;
        Arguments arguments = default;
        int known = int.Min((int)size, Unsafe.SizeOf<Arguments>());
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Arguments>(ref arguments));
        if (Guest.ReadBytes(address, bytes[..known]) != Errno.None)
            return Errno.EFAULT;
        for (ulong at = (ulong)known; at < size; at++)
        {
            if (Guest.Read(address + at, out byte unknown) != Errno.None)
                return Errno.EFAULT;
            if (unknown != 0)
                return Errno.E2BIG;
        }

        if ((arguments.Flags & (Detached | (EndSignalMask & ~NewTime))) != 0 || arguments.EndSignal > Signal.Max)
            return Errno.EINVAL;
        if ((arguments.Flags & (ShareThreadGroup | ShareParent)) != 0 && arguments.EndSignal != 0)
            return Errno.EINVAL;
        if ((arguments.Stack == 0) != (arguments.StackSize == 0))
            return Errno.EINVAL;
        if ((arguments.SetTid | arguments.SetTidSize) != 0 || (arguments.Flags & IntoCgroup) != 0 || arguments.Flags >> 34 != 0)
            return Errno.EINVAL;
        if ((arguments.Flags & (ClearSignalActions | ShareSignalActions)) == (ClearSignalActions | ShareSignalActions))
            return Errno.EINVAL;
        arguments.Stack = unchecked(arguments.Stack + arguments.StackSize);
        return Create(thread, arguments);
    }

    /// <summary>fork(2).</summary>
    [Syscall(57, "fork")]
    public static Result Fork(Thread thread) => Create(thread, new Arguments { EndSignal = Signal.SIGCHLD });

    /// <summary>vfork(2).</summary>
    [Syscall(58, "vfork")]
    public static Result VFork(Thread thread) =>
        Create(thread, new Arguments { Flags = ShareMemory | HoldParent, EndSignal = Signal.SIGCHLD });

    /// <summary>unshare(2).</summary>
    [Syscall(272, "unshare")]
    [Partly("Namespaces are EPERM; one of several threads gets no descriptors and directories of its own: EINVAL")]
    public static Result Unshare(Thread thread, ulong flags)
    {
        Process process = thread.Process;
        if ((flags & NewUsers) != 0)
            flags |= ShareThreadGroup | ShareDirectories;
        if ((flags & ~(ThreadFlags | ShareSemaphoreUndos | NewNamespaces | NewTime)) != 0)
            return Errno.EINVAL;
        if ((flags & (ShareThreadGroup | ShareSignalActions | ShareMemory)) != 0 && process.Threads.Count > 1)
            return Errno.EINVAL;
        if ((flags & (ShareSignalActions | ShareMemory)) != 0 && process.Memory.IsShared)
            return Errno.EINVAL;
        if ((flags & (NewNamespaces | NewTime)) != 0)
            return Errno.EPERM;
        if ((flags & (ShareFiles | ShareDirectories)) != 0 && process.Threads.Count > 1)
            return Errno.EINVAL;
        if ((flags & ShareDirectories) != 0)
            process.UnshareDirectories();
        if ((flags & ShareFiles) != 0)
            process.UnshareDescriptors();

        // What threads share goes on being undone when the last of them ends.
        if ((flags & ShareSemaphoreUndos) != 0 && process.Threads.Count == 1)
            process.UndoSemaphores();
        return Result.Success;
    }

    private static Result Create(Thread thread, in Arguments arguments)
    {
        ulong flags = arguments.Flags;
        if ((flags & ShareThreadGroup) != 0 && (flags & ShareSignalActions) == 0)
            return Errno.EINVAL;
        if ((flags & ShareSignalActions) != 0 && (flags & ShareMemory) == 0)
            return Errno.EINVAL;
        if ((flags & NewMounts) != 0 && (flags & ShareDirectories) != 0)
            return Errno.EINVAL;
        if ((flags & (NewNamespaces | NewTime)) != 0)
            return (flags & NewUsers) != 0 && (flags & (ShareThreadGroup | ShareDirectories)) != 0 ? Errno.EINVAL : Errno.EPERM;
        if ((flags & SetThreadPointer) != 0 && arguments.ThreadPointer >= Host.GuestEnd)
            return Errno.EPERM;
        if ((flags & ShareThreadGroup) != 0)
            return CreateThread(thread, arguments);
        return Capability.Processes ? CreateProcess(thread, arguments) : Errno.ENOSYS;
    }

    private static Result CreateThread(Thread thread, in Arguments arguments)
    {
        // Threads that do not share files or directories would need tables of their own.
        if ((arguments.Flags & ThreadFlags) != ThreadFlags || (arguments.Flags & (GivePidFd | HoldParent)) != 0)
            return Errno.EINVAL;
        ulong? pointer = (arguments.Flags & SetThreadPointer) != 0 ? arguments.ThreadPointer : null;
        Errno error = thread.Process.StartThread(thread, arguments.Stack, pointer, AddressesOf(arguments), out Thread? child);
        return error == Errno.None ? child!.Id : error;
    }

    private static Result CreateProcess(Thread thread, in Arguments arguments)
    {
        ulong flags = arguments.Flags;
        Process process = thread.Process;

        // Init has no siblings: its children would be nobody's.
        if ((flags & ShareParent) != 0 && process.Parent is null)
            return Errno.EINVAL;
        ProcessStart start = new()
        {
            Sharing = ((flags & ShareMemory) != 0 ? ProcessSharing.Memory : 0)
                | ((flags & ShareDirectories) != 0 ? ProcessSharing.Directories : 0)
                | ((flags & ShareFiles) != 0 ? ProcessSharing.Files : 0)
                | ((flags & ShareSignalActions) != 0 ? ProcessSharing.SignalActions : 0)
                | ((flags & ShareParent) != 0 ? ProcessSharing.Parent : 0),
            HoldsParent = (flags & HoldParent) != 0,
            EndSignal = (flags & ShareParent) != 0 ? process.EndSignal : (int)arguments.EndSignal,
            Stack = arguments.Stack,
            ThreadPointer = (flags & SetThreadPointer) != 0 ? arguments.ThreadPointer : null,
            ResetsSignals = (flags & ClearSignalActions) != 0,
            Addresses = AddressesOf(arguments),
        };
        if (!Signal.IsValid(start.EndSignal))
            start.EndSignal = 0;
        Errno error = process.StartProcess(thread, start, out Process? child);
        if (error != Errno.None)
            return error;
        if (start.HoldsParent)
            child!.HoldFor(thread);
        return child!.Id;
    }

    private static ThreadAddresses AddressesOf(in Arguments arguments) => new()
    {
        StorePidFd = (arguments.Flags & GivePidFd) != 0 ? arguments.PidFd : 0,
        StoreForParent = (arguments.Flags & ParentSetTid) != 0 ? arguments.ParentTid : 0,
        StoreForChild = (arguments.Flags & ChildSetTid) != 0 ? arguments.ChildTid : 0,
        ClearAtEnd = (arguments.Flags & ChildClearTid) != 0 ? arguments.ChildTid : 0,
    };

    /// <summary>struct clone_args.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public ulong Flags;
        public ulong PidFd;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong EndSignal;
        public ulong Stack;
        public ulong StackSize;
        public ulong ThreadPointer;
        public ulong SetTid;
        public ulong SetTidSize;
        public ulong Cgroup;
    }
}
