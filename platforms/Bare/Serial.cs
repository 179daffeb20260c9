using System;

namespace LiteBox.South;

/// <summary>
/// The two serial ports (16550). The first carries standard output as it is. Where the second exists, a runner is behind
/// it: standard error and the exit status go out as frames (kind u8, length u16, bytes) after one that says that input may
/// come, since setting the port up loses what came before; standard input comes in as frames (length u16, bytes; length 0
/// is the end). Without it, standard error and input share the first port.
/// </summary>
internal static unsafe class Serial
{
    private const ushort First = 0x3F8, Second = 0x2F8;
    private const int LineStatus = 5, LineControl = 3, FifoControl = 2, ModemControl = 4, Scratch = 7, InterruptEnable = 1;
    private const byte DataReady = 1, TransmitterEmpty = 0x20;
    private const int FifoDepth = 16;
    private const byte ReadyFrame = 1, ErrorFrame = 2, StatusFrame = 3;

    /// <summary>The vector of the interrupt by which input announces itself.</summary>
    public const int InputVector = 33;

    private static bool s_hasRunner;
    private static bool s_inputEnded;
    private static bool s_isAnnouncing;
    private static bool s_announces;
    private static int s_frameLeft;
    private static int s_lengthBytes;
    private static int s_length;

    /// <summary>Whether input announces itself, from the first look at this on; else it must be asked for.</summary>
    public static bool AnnouncesInput
    {
        get
        {
            if (!s_isAnnouncing)
            {
                s_isAnnouncing = true;
                s_announces = TryAnnounce();
            }

            return s_announces;
        }
    }

    /// <summary>Whether the other side speaks frames on the second port.</summary>
    public static bool HasRunner => s_hasRunner;

    /// <summary>Sets both ports up: 115,200 baud, 8N1, FIFOs on, no interrupts yet.</summary>
    public static void Start()
    {
        Setup(First);
        Stub.Out8(Second + Scratch, 0x5A);
        s_hasRunner = Stub.In8(Second + Scratch) == 0x5A;
        if (s_hasRunner)
        {
            Setup(Second);
            SendFrame(ReadyFrame, default);
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <param name="stream">1 or 2.</param>
    /// <param name="text">The bytes.</param>
    public static void Write(int stream, ReadOnlySpan<byte> text)
    {
        if (stream != 2 || !s_hasRunner)
        {
            Send(First, text);
            return;
        }

        while (text.Length > 0)
        {
            int length = Math.Min(text.Length, ushort.MaxValue);
            SendFrame(ErrorFrame, text[..length]);
            text = text[length..];
        }
    }

    /// <summary>Tells the runner the exit status.</summary>
    public static void SendStatus(int status)
    {
        if (s_hasRunner)
        {
            byte value = (byte)status;
            SendFrame(StatusFrame, new ReadOnlySpan<byte>(in value));
        }
    }

    /// <summary>Whether <see cref="Read"/> would give a byte or the end.</summary>
    public static bool CanRead()
    {
        if (!s_hasRunner)
        {
            return (Stub.In8(First + LineStatus) & DataReady) != 0;
        }

        while (s_frameLeft == 0 && !s_inputEnded && (Stub.In8(Second + LineStatus) & DataReady) != 0)
        {
            s_length |= Stub.In8(Second) << (8 * s_lengthBytes);
            if (++s_lengthBytes == 2)
            {
                s_frameLeft = s_length;
                s_inputEnded = s_length == 0;
                s_length = 0;
                s_lengthBytes = 0;
            }
        }

        return s_inputEnded || (s_frameLeft > 0 && (Stub.In8(Second + LineStatus) & DataReady) != 0);
    }

    /// <summary>Reads what there is; 0 with the end of the input or when nothing is there.</summary>
    public static int Read(Span<byte> destination)
    {
        int count = 0;
        while (count < destination.Length && CanRead() && !s_inputEnded)
        {
            destination[count++] = Stub.In8(s_hasRunner ? Second : First);
            s_frameLeft -= s_hasRunner ? 1 : 0;
        }

        return count;
    }

    /// <summary>Has input raise an interrupt; what has come before does too.</summary>
    private static bool TryAnnounce()
    {
        const uint FirstPin = 4, SecondPin = 3;
        const byte DataAvailable = 1;
        if (!IoApic.TryRoute(s_hasRunner ? SecondPin : FirstPin, InputVector))
        {
            return false;
        }

        Stub.Out8((ushort)((s_hasRunner ? Second : First) + InterruptEnable), DataAvailable);
        return true;
    }

    private static void Setup(ushort port)
    {
        Stub.Out8((ushort)(port + InterruptEnable), 0);
        Stub.Out8((ushort)(port + LineControl), 0x80);
        Stub.Out8(port, 1);
        Stub.Out8((ushort)(port + InterruptEnable), 0);
        Stub.Out8((ushort)(port + LineControl), 3);

        // FIFOs on and empty. QEMU lets in only as much at once as raises an interrupt: 14 bytes.
        Stub.Out8((ushort)(port + FifoControl), 0xC7);

        // Data terminal ready, request to send, and the output that lets interrupts through.
        Stub.Out8((ushort)(port + ModemControl), 0x0B);
    }

    private static void SendFrame(byte kind, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> header = [kind, (byte)bytes.Length, (byte)(bytes.Length >> 8)];
        Send(Second, header);
        Send(Second, bytes);
    }

    private static void Send(ushort port, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length;)
        {
            while ((Stub.In8((ushort)(port + LineStatus)) & TransmitterEmpty) == 0)
            {
            }

            for (int burst = Math.Min(i + FifoDepth, bytes.Length); i < burst; i++)
            {
                Stub.Out8(port, bytes[i]);
            }
        }
    }
}
