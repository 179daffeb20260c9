namespace LiteBox.North;

/// <summary>struct iovec.</summary>
public struct GuestVector
{
    /// <summary>iov_base.</summary>
    public ulong Address;

    /// <summary>iov_len.</summary>
    public ulong Length;
}
