using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>eventfd(2): a 64-bit counter.</summary>
public sealed class EventFile : OpenFile
{
    private const ulong Max = ulong.MaxValue - 1;

    private readonly bool _semaphore;
    private readonly WaitQueue _changes = new();
    private ulong _count;

    /// <summary>Makes one.</summary>
    public EventFile(ulong count, bool semaphore, OpenFlags flags)
        : base(AnonymousInode.Shared, flags | OpenFlags.ReadWrite)
    {
        _count = count;
        _semaphore = semaphore;
        SetName(null, "anon_inode:[eventfd]"u8);
    }

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <inheritdoc/>
    public override void Describe(ref ByteBuilder text) => text.AppendFormat("eventfd-count: %x\n"u8, _count);

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining < sizeof(ulong))
            return Errno.EINVAL;
        while (_count == 0)
        {
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (_changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        ulong value = _semaphore ? 1 : _count;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _count -= value;
        _changes.Wake(mask: (uint)PollEvents.Writable);
        return to.Put(bytes) == bytes.Length ? sizeof(ulong) : Errno.EFAULT;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        if (from.Remaining < sizeof(ulong))
            return Errno.EINVAL;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (from.Take(bytes) != bytes.Length)
            return Errno.EFAULT;
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (value == ulong.MaxValue)
            return Errno.EINVAL;
        while (Max - _count < value)
        {
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (_changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        _count += value;
        _changes.Wake(mask: (uint)PollEvents.Readable);
        return sizeof(ulong);
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) =>
        (_count > 0 ? PollEvents.In : PollEvents.None) | (_count < Max ? PollEvents.Out : PollEvents.None);

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence) => whence is >= 0 and <= 4 ? 0 : Errno.EINVAL;
}
