using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>What the policy grants of the host's network. Everything else stays inside, or is refused with EACCES.</summary>
internal static class HostNetwork
{
    private static bool s_isOpen;

    /// <summary>True when something of it is granted.</summary>
    public static bool IsOpen => Capability.HostSockets && s_isOpen;

    /// <summary>Tells the host what is granted, so that its own access control refuses the rest.</summary>
    public static Errno Open(Policy policy)
    {
        s_isOpen = policy.ConnectGrants.Count + policy.ListenPorts.Count != 0;

        // Grants of every port come first: they decide what the host's rules are about.
        Errno error = Errno.None;
        for (int i = 0; i < policy.ConnectGrants.Count && error == Errno.None; i++)
        {
            if (policy.ConnectGrants[i].Port == 0)
                error = HostSockets.AllowConnect(0);
        }

        for (int i = 0; i < policy.ConnectGrants.Count && error == Errno.None; i++)
        {
            if (policy.ConnectGrants[i].Port != 0)
                error = HostSockets.AllowConnect(policy.ConnectGrants[i].Port);
        }

        for (int i = 0; i < policy.ListenPorts.Count && error == Errno.None; i++)
            error = HostSockets.AllowListen(policy.ListenPorts[i]);
        return error;
    }

    /// <summary>Whether a port of the host may be bound.</summary>
    public static bool MayListen(ushort port)
    {
        List<ushort> ports = Kernel.Policy.ListenPorts;
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports[i] == port)
                return true;
        }

        return false;
    }

    /// <summary>Whether something may be sent to an address of the host's network.</summary>
    public static bool MayConnect(in Endpoint target)
    {
        List<ConnectGrant> grants = Kernel.Policy.ConnectGrants;
        for (int i = 0; i < grants.Count; i++)
        {
            if (grants[i].Holds(target))
                return true;
        }

        return false;
    }
}
