using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>
/// The network interfaces that the guest sees (netdevice(7)): the loopback interface, where there is a network at all.
/// </summary>
internal static class Interfaces
{
    /// <summary>Its index, flags (IFF_UP, IFF_LOOPBACK, IFF_RUNNING), largest packet, queue, and type (ARPHRD_LOOPBACK).</summary>
    public const int Index = 1, Flags = 0x49, LargestPacket = 65_536, QueueLength = 1000, HardwareType = 772;

    private const uint GetName = 0x8910, GetConfiguration = 0x8912, GetFlags = 0x8913, GetAddress = 0x8915, GetDestination = 0x8917,
        GetBroadcast = 0x8919, GetMask = 0x891B, GetMetric = 0x891D, GetLargestPacket = 0x8921, GetHardwareAddress = 0x8927,
        GetIndex = 0x8933, GetQueueLength = 0x8942;

    private const int RequestBytes = 40, NameBytes = 16;
    private const uint LoopbackAddress = 0x7F00_0001, LoopbackMask = 0xFF00_0000;

    /// <summary>Its name.</summary>
    public static ReadOnlySpan<byte> Name => "lo"u8;

    /// <summary>ioctl(2) on any socket. ENOTTY for other requests, ENODEV for other interfaces.</summary>
    public static Result Control(uint request, ulong argument)
    {
        if (request == GetConfiguration)
            return Configuration(argument);
        if (request is not (GetName or GetFlags or GetAddress or GetDestination or GetBroadcast or GetMask or GetMetric
            or GetLargestPacket or GetHardwareAddress or GetIndex or GetQueueLength))
        {
            return Errno.ENOTTY;
        }

        Span<byte> record = stackalloc byte[RequestBytes];
        if (Guest.ReadBytes(argument, record) != Errno.None)
            return Errno.EFAULT;
        Span<byte> value = record[NameBytes..];
        bool found = request == GetName
            ? BinaryPrimitives.ReadInt32LittleEndian(value) == Index
            : record.StartsWith(Name) && record[Name.Length] == 0;
        if (!Capability.InternetSockets || !found)
            return Errno.ENODEV;
        Fill(request, record, value);
        return Guest.WriteBytes(argument, record);
    }

    private static void Fill(uint request, Span<byte> record, Span<byte> value)
    {
        switch (request)
        {
            case GetName:
                record[..NameBytes].Clear();
                Name.CopyTo(record);
                break;
            case GetFlags:
                BinaryPrimitives.WriteInt16LittleEndian(value, Flags);
                break;
            case GetLargestPacket:
                BinaryPrimitives.WriteInt32LittleEndian(value, LargestPacket);
                break;
            case GetIndex:
                BinaryPrimitives.WriteInt32LittleEndian(value, Index);
                break;
            case GetQueueLength:
                BinaryPrimitives.WriteInt32LittleEndian(value, QueueLength);
                break;
            case GetMetric:
                BinaryPrimitives.WriteInt32LittleEndian(value, 0);
                break;
            case GetHardwareAddress:
                value.Clear();
                BinaryPrimitives.WriteInt16LittleEndian(value, HardwareType);
                break;
            default:
                uint address = request == GetMask ? LoopbackMask : request == GetBroadcast ? 0 : LoopbackAddress;
                Endpoint.OfV4(address, 0).Write(value, AddressFamily.Inet);
                break;
        }
    }

    // struct ifconf: the length of a buffer and its address; the buffer gets a struct ifreq for each address.
    private static Result Configuration(ulong argument)
    {
        if (Guest.Read(argument, out int length) != Errno.None || Guest.Read(argument + 8, out ulong buffer) != Errno.None)
            return Errno.EFAULT;
        int needed = Capability.InternetSockets ? RequestBytes : 0;
        if (buffer == 0)
            return Guest.Write(argument, needed);
        if (length < needed)
            return Guest.Write(argument, 0);
        Span<byte> record = stackalloc byte[RequestBytes];
        record.Clear();
        Name.CopyTo(record);
        Endpoint.Loopback(v4: true, 0).Write(record[NameBytes..], AddressFamily.Inet);
        Errno error = Guest.WriteBytes(buffer, record[..needed]);
        return error != Errno.None ? error : Guest.Write(argument, needed);
    }
}
