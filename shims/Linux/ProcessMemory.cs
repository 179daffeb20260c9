using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>
/// process_vm_readv(2) and process_vm_writev(2). A process reaches its own memory; that of another is EPERM, as it is on
/// Linux for one that may not trace it.
/// </summary>
internal static class ProcessMemory
{
    private const int MaxVectors = 1024;

    /// <summary>process_vm_readv(2).</summary>
    [Syscall(310, "process_vm_readv")]
    public static Result Read(Thread thread, int pid, ulong local, ulong localCount, ulong remote, ulong remoteCount, ulong flags) =>
        Copy(thread, pid, local, localCount, remote, remoteCount, flags, write: false);

    /// <summary>process_vm_writev(2).</summary>
    [Syscall(311, "process_vm_writev")]
    public static Result Write(Thread thread, int pid, ulong local, ulong localCount, ulong remote, ulong remoteCount, ulong flags) =>
        Copy(thread, pid, local, localCount, remote, remoteCount, flags, write: true);

    private static Result Copy(
        Thread thread, int pid, ulong local, ulong localCount, ulong remote, ulong remoteCount, ulong flags, bool write)
    {
        if (flags != 0)
            return Errno.EINVAL;
        Span<GuestVector> few = stackalloc GuestVector[FileVectors.FewCount];
        Errno error = FileVectors.Read(local, localCount, few, out ReadOnlySpan<GuestVector> own);
        if (error != Errno.None)
            return error;
        ulong wanted = 0;
        foreach (ref readonly GuestVector range in own)
            wanted += range.Length;
        if (wanted == 0)
            return 0;
        if (remoteCount > MaxVectors)
            return Errno.EINVAL;
        GuestVector[] other = new GuestVector[(int)remoteCount];
        error = Guest.ReadBytes(remote, MemoryMarshal.AsBytes(other.AsSpan()));
        if (error != Errno.None)
            return error;
        foreach (ref readonly GuestVector range in other.AsSpan())
        {
            if (range.Length > long.MaxValue)
                return Errno.EINVAL;
        }

        if (Kernel.FindProcess(pid) is not { } process)
            return Errno.ESRCH;
        return process != thread.Process ? Errno.EPERM : CopyRanges(own, other, write);
    }

    /// <summary>Copies in pieces of a page, so that what was copied before a bad address is known.</summary>
    private static Result CopyRanges(ReadOnlySpan<GuestVector> own, ReadOnlySpan<GuestVector> other, bool write)
    {
        Span<byte> buffer = stackalloc byte[1024];
        ulong done = 0, ownAt = 0, otherAt = 0;
        for (int i = 0, j = 0; i < own.Length && j < other.Length;)
        {
            ulong left = ulong.Min(own[i].Length - ownAt, other[j].Length - otherAt);
            if (left != 0)
            {
                ulong ownAddress = own[i].Address + ownAt, otherAddress = unchecked(other[j].Address + otherAt);
                int piece = (int)ulong.Min(ulong.Min(left, (ulong)buffer.Length), Guest.PageSize - (otherAddress & (Guest.PageSize - 1)));
                int copied = Host.CopyFromGuest(buffer[..piece], write ? ownAddress : otherAddress);
                copied = Host.CopyToGuest(write ? otherAddress : ownAddress, buffer[..copied]);
                done += (ulong)copied;
                if (copied != piece)
                    return done != 0 ? done : Errno.EFAULT;
                ownAt += (ulong)piece;
                otherAt += (ulong)piece;
            }

            if (ownAt == own[i].Length)
            {
                i++;
                ownAt = 0;
            }

            if (otherAt == other[j].Length)
            {
                j++;
                otherAt = 0;
            }
        }

        return done;
    }
}
