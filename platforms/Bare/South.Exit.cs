namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <summary>
    /// Tells the status by the second serial port, or by QEMU's isa-debug-exit device (whose process then ends with
    /// status * 2 + 1). Where there is neither, the CPU stops.
    /// </summary>
    public static void Exit(int status)
    {
        const ushort DebugExit = 0xF4;
        Serial.SendStatus(status & 0xFF);
        Stub.Out32(DebugExit, (uint)status & 0x7F);
        while (true)
        {
            Stub.Halt();
        }
    }

    /// <inheritdoc/>
    public static void ExitBySignal(int signal) => Exit(128 + signal);
}
