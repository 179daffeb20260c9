using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Tests.Elf;

/// <summary>Damages ELF files where it hurts: mostly in headers and tables, with the values that break arithmetic.</summary>
internal static class ElfMutation
{
    private static readonly ulong[] s_extremes =
        [0, 1, 7, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1UL << 47, long.MaxValue, ulong.MaxValue, ulong.MaxValue - 4095];

    /// <summary>A damaged copy.</summary>
    public static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = original.AsSpan().ToArray();
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes; i++)
        {
            int at = Place(bytes, random);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at & ~7), s_extremes[random.Next(s_extremes.Length)]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at & ~3), (uint)s_extremes[random.Next(s_extremes.Length)]);
                    break;
            }
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static int Place(byte[] bytes, Random random)
    {
        int limit = bytes.Length - 8;
        long sections = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40));
        return random.Next(4) switch
        {
            0 => random.Next(64),
            1 => Math.Min(limit, 64 + random.Next(800)),
            2 when sections > 0 && sections < limit - 1024 => (int)sections + random.Next(1024),
            _ => random.Next(limit),
        };
    }
}
