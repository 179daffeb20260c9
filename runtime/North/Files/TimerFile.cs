using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>timerfd_create(2): a timer whose expirations are read from a descriptor.</summary>
public sealed class TimerFile : OpenFile
{
    private readonly WaitQueue _changes = new();
    private readonly ExpiringTimer _timer;
    private ulong _expirations;
    private uint _settimeFlags;

    private sealed class ExpiringTimer(TimerFile file) : Timer
    {
        protected override void OnExpire(long times)
        {
            file._expirations += (ulong)times;
            file._changes.Wake(mask: (uint)PollEvents.Readable);
        }
    }

    /// <summary>Makes one that is off.</summary>
    public TimerFile(int clock, OpenFlags flags)
        : base(AnonymousInode.Shared, flags | OpenFlags.ReadWrite)
    {
        ClockId = clock;
        _timer = new ExpiringTimer(this);
        SetName(null, "anon_inode:[timerfd]"u8);
    }

    /// <summary>The clock that it was created on.</summary>
    public int ClockId { get; }

    /// <summary>Nanoseconds to the next expiry; 0 when it is off.</summary>
    public long Remaining
    {
        get
        {
            CatchUp();
            return _timer.Remaining;
        }
    }

    /// <summary>Nanoseconds from one expiry to the next; 0: once.</summary>
    public long Interval => _timer.Interval;

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <summary>Sets it to a monotonic deadline, 0: off. What has expired before is forgotten. EAGAIN.</summary>
    public Errno Set(Process process, long deadline, long interval, uint flags)
    {
        _timer.Disarm();
        _expirations = 0;
        _settimeFlags = flags;
        return deadline == 0 ? Errno.None : _timer.Arm(process, deadline, interval);
    }

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining < sizeof(ulong))
            return Errno.EINVAL;
        CatchUp();
        while (_expirations == 0)
        {
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (_changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _expirations);
        _expirations = 0;
        return to.Put(bytes) == bytes.Length ? sizeof(ulong) : Errno.EFAULT;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        CatchUp();
        return _expirations != 0 ? PollEvents.In : PollEvents.None;
    }

    /// <inheritdoc/>
    public override void Describe(ref ByteBuilder text)
    {
        long left = Remaining;
        text.AppendFormat("clockid: %d\nticks: %d\nsettime flags: 0"u8, (uint)ClockId, _expirations);
        text.AppendDigits(_settimeFlags, 1, 3);
        text.AppendFormat("\nit_value: (%d, %d)\nit_interval: (%d, %d)\n"u8,
            (ulong)(left / Clock.Second), (ulong)(left % Clock.Second), (ulong)(Interval / Clock.Second), (ulong)(Interval % Clock.Second));
    }

    /// <inheritdoc/>
    protected override void OnClose() => _timer.Disarm();

    /// <summary>What is due counts, even if the thread that waits for timers has not run yet.</summary>
    private void CatchUp()
    {
        if (_timer.IsArmed && _timer.Deadline <= Clock.Monotonic)
            TimerQueue.ExpireDue();
    }
}
