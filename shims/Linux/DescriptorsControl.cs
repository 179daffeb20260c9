using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>fcntl(2), flock(2) and ioctl(2).</summary>
internal static class DescriptorsControl
{
    private const int DupFd = 0, GetFd = 1, SetFd = 2, GetFl = 3, SetFl = 4, GetLk = 5, SetLk = 6, SetLkw = 7, SetOwn = 8, GetOwn = 9,
        SetSig = 10, GetSig = 11, SetOwnEx = 15, GetOwnEx = 16, OfdGetLk = 36, OfdSetLk = 37, OfdSetLkw = 38, SetLease = 1024, GetLease = 1025, Notify = 1026,
        DupFdCloexec = 1030, SetPipeSize = 1031, GetPipeSize = 1032, AddSeals = 1033, GetSeals = 1034;

    private const ulong NotifyAgain = 0x8000_0000;
    private const short ReadLock = 0, WriteLock = 1, Unlock = 2;

    private const uint FIOCLEX = 0x5451, FIONCLEX = 0x5450, FIONBIO = 0x5421, FIOASYNC = 0x5452, FIONREAD = 0x541B, FIOQSIZE = 0x5460;

    /// <summary>struct flock.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RecordLock
    {
        public short Type;
        public short Whence;
        private readonly int _padding;
        public long Start;
        public long Length;
        public int ProcessId;
        private readonly int _end;
    }

    /// <summary>fcntl(2).</summary>
    [Syscall(72, "fcntl")]
    public static Result Control(Thread thread, int descriptor, int command, ulong argument)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || (file.IsPath && command is not (DupFd or DupFdCloexec or GetFd or SetFd or GetFl)))
            return Errno.EBADF;
        FileTable files = thread.Process.Files;
        switch (command)
        {
            case DupFd or DupFdCloexec:
                if (argument >= thread.Process.Limits[Limits.OpenFiles])
                    return Errno.EINVAL;
                return Descriptors.DuplicateFrom(thread, descriptor, (int)argument, command == DupFdCloexec);
            case GetFd:
                return files.IsClosedOnExec(descriptor) ? 1 : 0;
            case SetFd:
                files.SetClosedOnExec(descriptor, (argument & 1) != 0);
                return Result.Success;
            case GetFl:
                return (int)file.Flags;
            case SetFl:
                return SetFlags(thread, descriptor, file, (OpenFlags)(uint)argument & OpenFlags.Settable);
            case GetLk or SetLk or SetLkw or OfdGetLk or OfdSetLk or OfdSetLkw when Capability.FileLocks:
                return ControlLock(thread, file, command, argument);
            case SetOwn or SetSig or SetOwnEx when Capability.FileSignals:
                return SetOwner(file.Signalled ??= new SignalledFile(), command, argument);
            case GetOwn or GetSig or GetOwnEx:
                return GetOwner(file.Signalled, command, argument);
            case SetPipeSize:
                return file is PipeEnd resized ? resized.Pipe.Resize((uint)argument) : Errno.EBADF;
            case GetPipeSize:
                return file is PipeEnd pipe ? pipe.Pipe.Capacity : Errno.EBADF;
            case AddSeals:
                return AddSealsTo(file, argument);
            case GetSeals:
                return file.Node is TreeFile { Seals: >= 0 } sealable ? sealable.Seals : Errno.EINVAL;
            case Notify:
                // To be told of nothing is what a directory without watches gives; watches are inotify's.
                return !file.Node.IsDirectory ? Errno.ENOTDIR : (argument & ~NotifyAgain) == 0 ? Errno.None : Errno.EINVAL;
            case GetLease:
                return (int)Unlock;
            default:
                return Errno.EINVAL;
        }
    }

    /// <summary>flock(2).</summary>
    [Syscall(73, "flock")]
    public static Result Lock(Thread thread, int descriptor, int operation)
    {
        const int Shared = 1, Exclusive = 2, NonBlocking = 4, Release = 8, Mandatory = 32;

        // Share modes are history: a call that asks for them does nothing.
        if ((operation & Mandatory) != 0)
            return Result.Success;
        OpenFile? file = Descriptors.Of(thread, descriptor);
        int kind = operation & ~NonBlocking;
        if (kind is not (Shared or Exclusive or Release))
            return Errno.EINVAL;
        if (file is null)
            return Errno.EBADF;
        FileLocks locks = FileLocks.Of(file.Node);
        if (kind == Release)
        {
            locks.UnlockWhole(file);
            return Result.Success;
        }

        file.HasLocks = true;
        file.Retain();
        Errno error = locks.LockWhole(thread, file, kind == Exclusive, (operation & NonBlocking) == 0);
        file.Release();
        return error;
    }

    /// <summary>ioctl(2).</summary>
    [Syscall(16, "ioctl")]
    public static Result DeviceControl(Thread thread, int descriptor, uint request, ulong argument)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        switch (request)
        {
            case FIOCLEX or FIONCLEX:
                thread.Process.Files.SetClosedOnExec(descriptor, request == FIOCLEX);
                return Result.Success;
            case FIONBIO or FIOASYNC:
                OpenFlags flag = request == FIONBIO ? OpenFlags.NonBlocking : OpenFlags.Async;
                Errno error = Guest.Read(argument, out int on);
                if (error != Errno.None)
                    return error;
                if (request == FIOASYNC && on != 0 && !file.TellsBySignal)
                    return Errno.ENOTTY;
                return SetFlags(thread, descriptor, file, on != 0 ? file.Flags | flag : file.Flags & ~flag);
            case FIONREAD when file.Node.IsRegular:
                ulong size = file.Node.Size;
                return Guest.Write(argument, size > file.Offset ? (int)ulong.Min(size - file.Offset, int.MaxValue) : 0);
            case FIOQSIZE when file.Node.IsRegular || file.Node.IsDirectory:
                return Guest.Write(argument, file.Node.Size);
            default:
                return file.Control(thread, request, argument);
        }
    }

    /// <summary>
    /// Sets what F_SETFL may. EPERM for O_NOATIME on another's file. A file of which nothing can be told drops O_ASYNC.
    /// </summary>
    private static Errno SetFlags(Thread thread, int descriptor, OpenFile file, OpenFlags flags)
    {
        OpenFlags changed = (file.Flags ^ flags) & OpenFlags.Settable;
        if ((changed & flags & OpenFlags.NoAccessTime) != 0 && !Permissions.IsOwner(thread, file.Node))
            return Errno.EPERM;
        if (!file.TellsBySignal || file.Changes is not { } changes)
        {
            flags &= ~OpenFlags.Async;
        }
        else if (Capability.FileSignals && (changed & OpenFlags.Async) != 0)
        {
            SignalledFile told = file.Signalled ??= new SignalledFile();
            told.Descriptor = descriptor;
            if ((flags & OpenFlags.Async) != 0)
                changes.Add(told);
            else
                changes.Remove(told);
        }

        file.Flags = (file.Flags & ~OpenFlags.Settable) | (flags & OpenFlags.Settable);
        return Errno.None;
    }

    /// <summary>Who gets SIGIO, or another signal in its place. A negative number stands for a group.</summary>
    private static Result SetOwner(SignalledFile told, int command, ulong argument)
    {
        switch (command)
        {
            case SetOwn:
                int owner = (int)argument;
                if (owner == int.MinValue)
                    return Errno.EINVAL;
                if (owner > 0 ? Kernel.FindProcess(owner) is null : owner < 0 && !IsGroup(-owner))
                    return Errno.ESRCH;
                told.OwnerKind = owner < 0 ? SignalledFile.OneGroup : SignalledFile.OneProcess;
                told.Owner = owner < 0 ? -owner : owner;
                return Result.Success;
            case SetSig:
                if (argument > Signal.Max)
                    return Errno.EINVAL;
                told.SignalNumber = (int)argument;
                return Result.Success;
            default:
                Errno error = Guest.Read(argument, out ulong both);
                int kind = (int)both, id = (int)(both >> 32);
                if (error != Errno.None || kind is < SignalledFile.OneThread or > SignalledFile.OneGroup)
                    return error != Errno.None ? error : Errno.EINVAL;
                bool exists = id == 0 || (kind == SignalledFile.OneThread ? Kernel.FindThread(id) is not null
                    : kind == SignalledFile.OneProcess ? Kernel.FindProcess(id) is not null : IsGroup(id));
                if (!exists)
                    return Errno.ESRCH;
                told.OwnerKind = kind;
                told.Owner = id;
                return Result.Success;
        }
    }

    /// <summary>Who was set, and which signal; of a file that tells nobody, nobody.</summary>
    private static Result GetOwner(SignalledFile? told, int command, ulong argument)
    {
        int kind = told?.OwnerKind ?? SignalledFile.OneProcess, owner = told?.Owner ?? 0;
        return command switch
        {
            GetOwn => kind == SignalledFile.OneGroup ? (long)-owner : owner,
            GetSig => told?.SignalNumber ?? 0,
            _ => Guest.Write(argument, (uint)kind | (ulong)(uint)owner << 32),
        };
    }

    private static bool IsGroup(int group)
    {
        for (Process? process = Kernel.NextProcess(0); process is not null; process = Kernel.NextProcess(process.Id))
        {
            if (process.Group == group)
                return true;
        }

        return false;
    }

    private static Result ControlLock(Thread thread, OpenFile file, int command, ulong address)
    {
        Errno error = Guest.Read(address, out RecordLock request);
        if (error != Errno.None)
            return error;
        if (request.Type is not (ReadLock or WriteLock or Unlock))
            return Errno.EINVAL;
        error = RangeOf(file, request, out ulong start, out ulong end);
        if (error != Errno.None)
            return error;
        bool ofd = command is OfdGetLk or OfdSetLk or OfdSetLkw;
        if (ofd && request.ProcessId != 0)
            return Errno.EINVAL;
        object owner = ofd ? file : thread.Process;
        bool exclusive = request.Type == WriteLock;
        FileLocks locks = FileLocks.Of(file.Node);
        if (command is GetLk or OfdGetLk)
        {
            if (request.Type == Unlock)
                return Errno.EINVAL;
            FileLock? conflict = locks.FindConflict(owner, start, end, exclusive);
            request.Type = conflict is null ? Unlock : conflict.Exclusive ? WriteLock : ReadLock;
            if (conflict is not null)
            {
                request.Whence = 0;
                request.Start = (long)conflict.Start;
                request.Length = conflict.End > long.MaxValue ? 0 : (long)(conflict.End - conflict.Start);
                request.ProcessId = conflict.ProcessId;
            }

            return Guest.Write(address, request);
        }

        if (request.Type == Unlock)
        {
            locks.UnlockRecord(owner, start, end);
            return Result.Success;
        }

        if (exclusive ? !file.CanWrite : !file.CanRead)
            return Errno.EBADF;
        file.HasLocks |= ofd;
        file.Retain();
        error = locks.LockRecord(thread, owner, ofd ? -1 : thread.Process.Id, start, end, exclusive, command is SetLkw or OfdSetLkw);
        file.Release();
        return error;
    }

    private static Errno RangeOf(OpenFile file, in RecordLock request, out ulong start, out ulong end)
    {
        start = end = 0;
        long origin;
        switch (request.Whence)
        {
            case 0: origin = 0; break;
            case 1: origin = (long)file.Offset; break;
            case 2: origin = (long)file.Node.Size; break;
            default: return Errno.EINVAL;
        }

        if (request.Start > 0 && origin > long.MaxValue - request.Start)
            return Errno.EOVERFLOW;
        long first = origin + request.Start;
        if (first < 0 || (request.Length < 0 && first < -request.Length))
            return Errno.EINVAL;
        if (request.Length > 0 && first > long.MaxValue - request.Length)
            return Errno.EOVERFLOW;
        start = (ulong)(request.Length < 0 ? first + request.Length : first);
        end = request.Length == 0 ? ulong.MaxValue : request.Length > 0 ? start + (ulong)request.Length : (ulong)first;
        return Errno.None;
    }

    private static Result AddSealsTo(OpenFile file, ulong seals)
    {
        const int SealSeal = 1, SealWrite = 8, AllSeals = 0x1F;
        if (file.Node is not TreeFile { Seals: >= 0 } sealable || (seals & ~(ulong)AllSeals) != 0)
            return Errno.EINVAL;
        if (!file.CanWrite || (sealable.Seals & SealSeal) != 0)
            return Errno.EPERM;
        if (((int)seals & SealWrite) != 0 && sealable.WritableViews != 0)
            return Errno.EBUSY;
        sealable.Seals |= (int)seals;
        return Result.Success;
    }
}
