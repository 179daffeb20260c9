using System;
using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>signalfd(2): signals that are pending for who reads, taken from a descriptor instead of by a handler.</summary>
public sealed class SignalFile : OpenFile
{
    private readonly Process _process;

    /// <summary>struct signalfd_siginfo.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Record
    {
        public uint Number;
        public int Error;
        public int Code;
        public uint Sender;
        public uint SenderUser;
        public int Descriptor;
        public uint TimerId;
        public uint Band;
        public uint Overrun;
        public uint TrapNumber;
        public int Status;
        public int Integer;
        public ulong Pointer;
        public ulong UserTime;
        public ulong SystemTime;
        public ulong Address;
    }

    /// <summary>Makes one for the signals of a set.</summary>
    public SignalFile(Process process, ulong set, OpenFlags flags)
        : base(AnonymousInode.Shared, flags | OpenFlags.ReadWrite)
    {
        _process = process;
        Set = set;
        SetName(null, "anon_inode:[signalfd]"u8);
    }

    /// <summary>The signals that are read. A change wakes those who wait.</summary>
    public ulong Set { get; private set; }

    /// <inheritdoc/>
    public override WaitQueue Changes => _process.SignalArrivals;

    /// <summary>Reads other signals from now on.</summary>
    public void Change(ulong set)
    {
        Set = set;
        Changes.Wake(mask: (uint)PollEvents.Readable);
    }

    /// <inheritdoc/>
    public override unsafe Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining < (ulong)sizeof(Record))
            return Errno.EINVAL;
        SignalInfo info;
        while (!thread.TryTakeSignal(Set, out info))
        {
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (Changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        long done = 0;
        do
        {
            Record record = RecordOf(info);
            done += to.Put(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref record, 1)));
            if (to.Faulted)
                return Errno.EFAULT;
        }
        while (to.Remaining >= (ulong)sizeof(Record) && thread.TryTakeSignal(Set, out info));
        return done;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) =>
        ((thread.Pending.Set | thread.Process.Pending.Set) & Set) != 0 ? PollEvents.In : PollEvents.None;

    /// <inheritdoc/>
    public override void Describe(ref ByteBuilder text) => text.AppendFormat("sigmask:\t%x\n"u8, Set);

    private static Record RecordOf(in SignalInfo info)
    {
        Record record = new() { Number = (uint)info.Number, Error = info.Error, Code = info.Code };
        if (info.Code == SignalInfo.SI_TIMER)
        {
            record.TimerId = (uint)info.Sender;
            record.Overrun = (uint)info.SenderUser;
            record.Pointer = info.Value;
            record.Integer = (int)info.Value;
            return record;
        }

        bool isFault = info.Code > 0 && info.Code != SignalInfo.SI_KERNEL && (Signal.Bit(info.Number) & Signal.Synchronous) != 0;
        if (isFault)
        {
            record.Address = info.Address;
            return record;
        }

        if (info.Number == Signal.SIGIO && info.Code > 0 && info.Code != SignalInfo.SI_KERNEL)
        {
            record.Band = (uint)info.Address;
            record.Descriptor = (int)info.Value;
            return record;
        }

        record.Sender = (uint)info.Sender;
        record.SenderUser = (uint)info.SenderUser;
        if (info.Number == Signal.SIGCHLD && info.Code > 0)
        {
            record.Status = (int)info.Value;
            record.UserTime = info.Rest0;
            record.SystemTime = info.Rest1;
        }
        else if (info.Code < 0 && info.Code != SignalInfo.SI_TKILL)
        {
            record.Pointer = info.Value;
            record.Integer = (int)info.Value;
        }

        return record;
    }
}
