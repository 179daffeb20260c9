using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.South;

/// <summary>A virtio device on memory-mapped registers (Virtual I/O Device specification 1.1, 3.1 and 4.2).</summary>
internal readonly unsafe struct VirtioDevice
{
    private const ulong FirstSlot = 0xFEB0_0000, SlotSize = 0x200;
    private const int Slots = 24;
    private const uint Magic = 0x7472_6976, Version = 2;
    private const int MagicValue = 0, VersionValue = 4, DeviceId = 0x08;
    private const int DeviceFeatures = 0x10, DeviceFeaturesSelect = 0x14, DriverFeatures = 0x20, DriverFeaturesSelect = 0x24;
    private const int QueueSelect = 0x30, QueueSizeMost = 0x34, QueueSize = 0x38, QueueReady = 0x44, QueueNotify = 0x50, Status = 0x70;
    private const int DescriptorAddress = 0x80, AvailableAddress = 0x90, UsedAddress = 0xA0;
    private const uint Acknowledge = 1, Driver = 2, DriverOk = 4, FeaturesOk = 8;
    private const uint Modern = 1;

    private readonly ulong _registers;

    private VirtioDevice(ulong registers) => _registers = registers;

    /// <summary>Finds the first device of a kind and settles the features.</summary>
    /// <param name="kind">The device's number in the specification.</param>
    /// <param name="features">What the device must offer of the first 32 features; no other is used but that of every modern device.</param>
    /// <param name="device">The device.</param>
    /// <returns>Whether there is one that offers them.</returns>
    public static bool TryFind(uint kind, uint features, out VirtioDevice device)
    {
        device = default;
        for (ulong slot = 0; slot < Slots; slot++)
        {
            device = new VirtioDevice(PhysicalMemory.DirectMap + FirstSlot + (slot * SlotSize));
            if (device.Read(MagicValue) == Magic && device.Read(VersionValue) == Version && device.Read(DeviceId) == kind)
            {
                return device.Settle(features);
            }
        }

        return false;
    }

    /// <summary>Sets a queue up, before <see cref="Run"/>. False when the device has none of the number, or there is no memory.</summary>
    public bool TryAdd(uint number, out VirtioQueue queue)
    {
        Write(QueueSelect, number);
        byte* page = Read(QueueSizeMost) >= VirtioQueue.Size ? (byte*)South.AllocatePages((nuint)PhysicalMemory.FrameSize) : null;
        queue = new VirtioQueue(this, number, page);
        if (page == null)
        {
            return false;
        }

        ulong physical = (ulong)page - PhysicalMemory.DirectMap;
        Write(QueueSize, VirtioQueue.Size);
        WriteAddress(DescriptorAddress, physical);
        WriteAddress(AvailableAddress, physical + VirtioQueue.Available);
        WriteAddress(UsedAddress, physical + VirtioQueue.Used);
        Write(QueueReady, 1);
        return true;
    }

    /// <summary>Lets the device work.</summary>
    public void Run() => Write(Status, Acknowledge | Driver | FeaturesOk | DriverOk);

    /// <summary>Tells the device that a queue has something for it.</summary>
    public void Notify(uint queue) => Write(QueueNotify, queue);

    private bool Settle(uint features)
    {
        Write(Status, 0);
        Write(Status, Acknowledge | Driver);
        Write(DeviceFeaturesSelect, 1);
        bool isModern = (Read(DeviceFeatures) & Modern) != 0;
        Write(DeviceFeaturesSelect, 0);
        if (!isModern || (Read(DeviceFeatures) & features) != features)
        {
            return false;
        }

        Write(DriverFeaturesSelect, 0);
        Write(DriverFeatures, features);
        Write(DriverFeaturesSelect, 1);
        Write(DriverFeatures, Modern);
        Write(Status, Acknowledge | Driver | FeaturesOk);
        return (Read(Status) & FeaturesOk) != 0;
    }

    private void WriteAddress(int register, ulong address)
    {
        Write(register, (uint)address);
        Write(register + 4, (uint)(address >> 32));
    }

    // A device takes accesses of four bytes only, and inlined this would load less where less is looked at.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Read(int register) => Volatile.Read(ref *(uint*)(_registers + (ulong)register));

    private void Write(int register, uint value) => Volatile.Write(ref *(uint*)(_registers + (ulong)register), value);
}
