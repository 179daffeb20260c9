using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>A socket or poller of the host that is waited for (struct pollfd).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct HostPoll
{
    /// <summary>The handle.</summary>
    public int Handle;

    /// <summary>The events of poll(2) that are waited for.</summary>
    public ushort Events;

    /// <summary>Those that have come.</summary>
    public ushort Ready;
}
