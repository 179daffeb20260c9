using System;

namespace LiteBox.South;

/// <summary>Random bytes of the host through a virtio entropy device, for machines whose CPU has no generator.</summary>
internal static unsafe class VirtioEntropy
{
    private const uint Device = 4, RequestQueue = 0;
    private const int BufferSize = 4096;

    private static VirtioQueue s_queue;
    private static byte* s_buffer;

    /// <summary>Looks for one. False: there is none.</summary>
    public static bool Start()
    {
        if (!VirtioDevice.TryFind(Device, 0, out VirtioDevice device) || !device.TryAdd(RequestQueue, out s_queue))
        {
            return false;
        }

        device.Run();
        s_buffer = (byte*)South.AllocatePages(BufferSize);
        return s_buffer != null;
    }

    /// <summary>Fills the span; the device is asked for no more than is needed.</summary>
    public static void Fill(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int wanted = Math.Min(destination.Length, BufferSize);
            s_queue.Submit(s_buffer, wanted, deviceWrites: true);
            while (!s_queue.IsIdle)
            {
            }

            int length = (int)Math.Min(s_queue.Written, (uint)wanted);
            Span<byte> random = new(s_buffer, length);
            random.CopyTo(destination);
            random.Clear();
            destination = destination[length..];
        }
    }
}
