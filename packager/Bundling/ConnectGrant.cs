using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>Where on the host's network the program may connect to.</summary>
/// <param name="Address">The address, or the first of a range; null for any.</param>
/// <param name="PrefixBits">How many leading bits of it count.</param>
/// <param name="Port">The port of TCP and UDP; null for any.</param>
public sealed record ConnectGrant(IPAddress? Address, int PrefixBits, int? Port)
{
    /// <summary>
    /// Reads <c>HOST:PORT</c>. HOST is an IPv4 address, an IPv6 address in brackets, either with the length of a prefix
    /// (<c>10.0.0.0/8</c>, <c>[fd00::/8]</c>), <c>localhost</c> (both loopback addresses) or <c>*</c> (any). PORT is a number or <c>*</c>.
    /// </summary>
    /// <exception cref="LiteBoxException">LB0712: it is none of these.</exception>
    public static ConnectGrant[] Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
            throw Wrong(text, "It has no port.");
        int? port = text[(colon + 1)..] == "*" ? null : ParsePort(text[(colon + 1)..]);
        string host = text[..colon];
        if (host == "*")
            return [new ConnectGrant(null, 0, port)];
        if (host == "localhost")
            return [new ConnectGrant(IPAddress.Loopback, 32, port), new ConnectGrant(IPAddress.IPv6Loopback, 128, port)];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        string[] parts = (bracketed ? host[1..^1] : host).Split('/');
        bool known = IPAddress.TryParse(parts[0], out IPAddress? address);
        if (!known || bracketed != (address!.AddressFamily == AddressFamily.InterNetworkV6) || parts.Length > 2)
            throw Wrong(text, $"'{host}' is no address. A name is not resolved: what it stands for would change after the grant.");
        int most = bracketed ? 128 : 32, bits = most;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > most))
            throw Wrong(text, $"'{parts[1]}' is no length of a prefix.");
        return [new ConnectGrant(address, bits, port)];
    }

    /// <summary>Reads a port, 1 to 65535.</summary>
    /// <exception cref="LiteBoxException">LB0712: it is none.</exception>
    public static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65_536
            ? port
            : throw Wrong(text, $"'{text}' is no port.");

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        string port = Port is { } number ? number.ToString(CultureInfo.InvariantCulture) : "*";
        if (Address is null)
            return "*:" + port;
        bool v6 = Address.AddressFamily == AddressFamily.InterNetworkV6;
        string prefix = PrefixBits == (v6 ? 128 : 32) ? "" : "/" + PrefixBits.ToString(CultureInfo.InvariantCulture);
        return v6 ? $"[{Address}{prefix}]:{port}" : $"{Address}{prefix}:{port}";
    }

    private static LiteBoxException Wrong(string text, string problem) =>
        new("LB0712", text, problem, "Write HOST:PORT with an address, an address with a prefix, localhost or *; a port is a number from 1 to 65535, or *.");
}
