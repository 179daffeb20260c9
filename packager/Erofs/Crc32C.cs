using System;
using System.Buffers.Binary;
using System.Numerics;

namespace LiteBox.Packager.Erofs;

/// <summary>CRC-32C (Castagnoli), as the Linux function crc32c: no final inversion.</summary>
internal static class Crc32C
{
    public static uint Compute(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
