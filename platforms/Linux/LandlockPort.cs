using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>struct landlock_net_port_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LandlockPort
{
    public ulong AllowedAccess;
    public ulong Port;
}
