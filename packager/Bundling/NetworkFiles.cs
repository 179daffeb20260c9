using System.Collections.Generic;
using System.Linq;
using System.Text;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// The files by which C libraries resolve names, where the project brings none: /etc/hosts with localhost and the
/// host's own name, /etc/nsswitch.conf that asks it first, and /etc/resolv.conf with the name servers that are granted (port 53).
/// </summary>
internal static class NetworkFiles
{
    private const int DomainPort = 53;

    /// <summary>Adds what is missing.</summary>
    public static void Add(FileTree tree, BundleRequest request)
    {
        if (request.Network == NetworkMode.None)
            return;
        AddMissing(tree, "/etc/hosts", $"127.0.0.1 localhost\n127.0.1.1 {BundlePolicy.UsualHostName}\n::1 localhost\n");
        AddMissing(tree, "/etc/nsswitch.conf", "hosts: files dns\n");
        List<string> servers = [.. request.Connect
            .Where(grant => grant.Port == DomainPort && grant.Address is { } address && grant.PrefixBits == address.GetAddressBytes().Length * 8)
            .Select(grant => $"nameserver {grant.Address}\n")];
        if (servers.Count > 0)
            AddMissing(tree, "/etc/resolv.conf", string.Concat(servers));
    }

    private static void AddMissing(FileTree tree, string path, string text)
    {
        if (tree.Find(path) is null)
            tree.AddFile(path, FileContent.FromBytes(Encoding.ASCII.GetBytes(text)));
    }
}
