namespace LiteBox.North;

/// <summary>Addresses of the host's network that the guest may connect to.</summary>
/// <param name="address">The address and the port; port 0 stands for any.</param>
/// <param name="bits">How many leading bits of the address count; 0: any address.</param>
public readonly struct ConnectGrant(Endpoint address, int bits)
{
    /// <summary>The port; 0: any.</summary>
    public ushort Port => address.Port;

    /// <summary>True when the grant is for this address and port.</summary>
    public bool Holds(in Endpoint target)
    {
        if (address.Port != 0 && address.Port != target.Port)
            return false;
        return Agrees(address.High, target.High, int.Min(bits, 64)) && Agrees(address.Low, target.Low, int.Max(bits - 64, 0));
    }

    private static bool Agrees(ulong first, ulong second, int bits) => bits == 0 || (first ^ second) >> (64 - bits) == 0;
}
