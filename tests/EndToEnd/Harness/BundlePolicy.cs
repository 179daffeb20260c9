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
        for (int page = 0; page + 64 <= file.Length; page += 4096)
            if (file.AsSpan(page, 8).SequenceEqual("LBPOLICY"u8))
                return BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(page + 24));
        throw new InvalidDataException("No policy in " + bundle);
    }
}
