using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace LiteBox.Packager.Running;

/// <summary>
/// Standard output and error as write(2) has them: .NET's stream of the console takes no notice when nobody reads any more, and its
/// streams of files do not move the position that other processes share.
/// </summary>
internal static class StandardOutput
{
    private const int Interrupted = 4, TryAgain = 11;

    /// <summary>Writes all of it to standard output (1) or error (2). False when nobody takes it.</summary>
    public static bool TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = Write(descriptor, in MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                Thread.Sleep(1);
            }
            else if (error != Interrupted)
            {
                return false;
            }
        }

        return true;
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int descriptor, in byte bytes, nint length);
}
