using System;
using System.Buffers.Binary;
using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Reads the policy header of a bundle, as docs/ARCHITECTURE.md describes it.</summary>
internal static class BundlePolicy
{
    /// <summary>Where in the file the root image begins.</summary>
    public static long RootOffset(string bundle)
    {
        byte[] file = File.ReadAllBytes(bundle);
        for (int at = 0; at + 64 <= file.Length; at += 8)
        {
            // The guest's program may hold the same letters: a header's version is 1 and its root begins on a page.
            if (file.AsSpan(at, 8).SequenceEqual("LBPOLICY"u8) && BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)) == 1
                && BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 24)) is var root && root > at && root % 4096 == 0)
                return root;
        }

        throw new InvalidDataException("No policy in " + bundle);
    }
}
