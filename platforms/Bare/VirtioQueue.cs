using System.Threading;

namespace LiteBox.South;

/// <summary>
/// One queue of a virtio device (Virtual I/O Device specification 1.1, 2.6), used for one buffer at a time and without interrupts.
/// </summary>
internal unsafe struct VirtioQueue
{
    /// <summary>Descriptors.</summary>
    public const uint Size = 2;

    /// <summary>Where in the queue's page the ring of the driver lies; the descriptors are at its start.</summary>
    public const int Available = 64;

    /// <summary>The ring of the device.</summary>
    public const int Used = 128;

    private const ushort NoInterrupt = 1, DeviceWrites = 2;

    private readonly VirtioDevice _device;
    private readonly uint _number;
    private readonly byte* _page;
    private ushort _submitted;

    /// <summary>Describes a queue in a page of zeros.</summary>
    public VirtioQueue(VirtioDevice device, uint number, byte* page)
    {
        _device = device;
        _number = number;
        _page = page;
        if (page != null)
        {
            *(ushort*)(page + Available) = NoInterrupt;
        }
    }

    /// <summary>Whether the device is done with all that was submitted.</summary>
    public readonly bool IsIdle => Volatile.Read(ref *(ushort*)(_page + Used + 2)) == _submitted;

    /// <summary>Bytes that the device wrote into the last buffer.</summary>
    public readonly uint Written => *(uint*)(_page + Used + 4 + (8 * ((_submitted - 1) & (Size - 1))) + 4);

    /// <summary>Gives the device a buffer.</summary>
    /// <param name="buffer">In the direct map.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="deviceWrites">Whether the device fills it.</param>
    public void Submit(byte* buffer, int length, bool deviceWrites)
    {
        *(ulong*)_page = (ulong)buffer - PhysicalMemory.DirectMap;
        *(int*)(_page + 8) = length;
        *(ushort*)(_page + 12) = deviceWrites ? DeviceWrites : (ushort)0;
        *(ushort*)(_page + Available + 4 + (2 * (_submitted & (Size - 1)))) = 0;
        _submitted++;
        Volatile.Write(ref *(ushort*)(_page + Available + 2), _submitted);
        Interlocked.MemoryBarrier();
        _device.Notify(_number);
    }
}
