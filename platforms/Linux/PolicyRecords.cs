using System;

namespace LiteBox.South;

/// <summary>Reads the records of a policy (docs/ARCHITECTURE.md, "Bundle").</summary>
internal static unsafe class PolicyRecords
{
    /// <summary>The contents of the first record of a kind; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> policy, ushort kind)
    {
        int position = BundleFormat.HeaderSize;
        return Next(policy, kind, ref position);
    }

    /// <summary>The contents of the next record of a kind from a position on, which moves behind it; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> policy, ushort kind, scoped ref int position)
    {
        fixed (byte* bytes = policy)
        {
            while (policy.Length - position >= BundleFormat.RecordHeaderSize)
            {
                ushort found = *(ushort*)(bytes + position);
                uint length = *(uint*)(bytes + position + 4);
                int contents = position + BundleFormat.RecordHeaderSize;
                if (found == BundleFormat.End || length > (uint)(policy.Length - contents))
                {
                    break;
                }

                position = contents + (((int)length + BundleFormat.RecordAlignment - 1) & -BundleFormat.RecordAlignment);
                if (found == kind)
                {
                    return policy.Slice(contents, (int)length);
                }
            }
        }

        return default;
    }
}
