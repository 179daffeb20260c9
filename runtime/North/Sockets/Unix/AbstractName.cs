using System;

namespace LiteBox.North;

/// <summary>An abstract name with its family, as a key.</summary>
internal readonly struct AbstractName(byte[] address) : IEquatable<AbstractName>
{
    private readonly byte[] _address = address;

    /// <inheritdoc/>
    public bool Equals(AbstractName other) => _address.AsSpan().SequenceEqual(other._address);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AbstractName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // FNV-1a: names are short.
        uint hash = 2_166_136_261;
        foreach (byte value in _address)
            hash = (hash ^ value) * 16_777_619;
        return (int)hash;
    }
}
