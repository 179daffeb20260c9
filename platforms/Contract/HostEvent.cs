using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What a poller of the host tells (struct epoll_event).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct HostEvent
{
    /// <summary>The events of epoll(7) that have come.</summary>
    public uint Events;

    /// <summary>The word that was given with the handle.</summary>
    public ulong Data;
}
