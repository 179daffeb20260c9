using System;

namespace LiteBox.South;

/// <summary>
/// Standard output through port 1 of a virtio console (Virtual I/O Device specification 1.1, 5.3), where the machine has one: a serial port
/// takes a byte at a time, and each is a system call of the host. Not port 0: QEMU drops what the host does not take at once there.
/// </summary>
internal static unsafe class VirtioConsole
{
    private const uint Console = 3, Multiport = 1 << 1, ControlQueue = 3, TransmitQueue = 5;
    private const ushort DeviceReady = 0;
    private const int BufferSize = 64 * 1024;
    private const int Spins = 10_000;
    private const long Moment = 200_000;

    private static VirtioQueue s_queue;
    private static byte* s_buffer;
    private static bool s_isBusy;

    /// <summary>Whether there is one.</summary>
    public static bool Exists => s_buffer != null;

    /// <summary>Looks for one.</summary>
    public static void Start()
    {
        if (!VirtioDevice.TryFind(Console, Multiport, out VirtioDevice device)
            || !device.TryAdd(TransmitQueue, out s_queue) || !device.TryAdd(ControlQueue, out VirtioQueue control))
        {
            return;
        }

        device.Run();
        s_buffer = (byte*)South.AllocatePages(BufferSize);
        if (s_buffer != null)
        {
            // struct virtio_console_control: id u32, event u16, value u16.
            const int Length = 8;
            *(ushort*)(s_buffer + 4) = DeviceReady;
            *(ushort*)(s_buffer + 6) = 1;
            control.Submit(s_buffer, Length, deviceWrites: false);
            while (!control.IsIdle)
            {
            }
        }
    }

    /// <summary>Writes some of the bytes, and gives how many; other threads run while the host takes its time.</summary>
    public static int Write(ReadOnlySpan<byte> text)
    {
        while (s_isBusy)
        {
            Scheduler.Sleep(null, TimeSource.Monotonic() + Moment);
        }

        s_isBusy = true;
        int length = Math.Min(text.Length, BufferSize);
        text[..length].CopyTo(new Span<byte>(s_buffer, BufferSize));
        s_queue.Submit(s_buffer, length, deviceWrites: false);
        for (int i = 0; !s_queue.IsIdle; i++)
        {
            if (i >= Spins)
            {
                Scheduler.Sleep(null, TimeSource.Monotonic() + Moment);
            }
        }

        s_isBusy = false;
        return length;
    }
}
