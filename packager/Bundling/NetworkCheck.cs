using LiteBox.Packager.Compiling;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>Whether the network of a request and what it grants of the host's fit together.</summary>
internal static class NetworkCheck
{
    /// <exception cref="LiteBoxException">LB0713: they do not, or the target has no host network.</exception>
    public static void Check(BundleRequest request)
    {
        bool grants = request.Listen.Count + request.Connect.Count != 0;
        if (request.Network != NetworkMode.Host)
        {
            if (grants)
                throw Wrong("Ports or addresses of the host's network are granted, but the program does not see that network.", "Set the network to host.");
            return;
        }

        if (request.Target != BundleTarget.Linux)
            throw Wrong($"The target '{request.Target.ToString().ToLowerInvariant()}' has no host network to grant.", "Set the network to loopback or none.");
        if (!grants)
            throw Wrong("The network is the host's, but nothing of it is granted.", "Grant a port to listen at or an address to connect to, or set the network to loopback.");
    }

    private static LiteBoxException Wrong(string problem, string remedy) => new("LB0713", null, problem, remedy);
}
