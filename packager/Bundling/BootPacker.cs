using System;
using System.Buffers.Binary;
using System.IO;
using LiteBox.Packager.Boot;
using LiteBox.Packager.Linking;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Puts image, policy and root file system into one boot file. As in <see cref="ImagePacker"/> the policy is followed by the
/// root image; the last segment loads both behind the image in physical memory.
/// </summary>
internal static class BootPacker
{
    private const uint Load = 1;

    /// <summary>Writes a bundle, whole or not at all.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0701: not writable; LB0703: the policy cannot be expressed.</exception>
    public static void Pack(LinkedImage image, BundlePolicy policy, Action<Stream> writeRoot, string path)
    {
        BootHead head = BootImageWriter.Write(image);
        byte[] records = PolicyWriter.Write(policy);
        OutputFile.Write(path, executable: true, temporary =>
        {
            using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite);
            byte[] bytes = head.Bytes;
            long policyOffset = bytes.Length;
            long rootOffset = policyOffset + AlignUp(records.Length);
            file.Position = rootOffset;
            writeRoot(file);
            long end = AlignUp(file.Length);
            file.SetLength(end);

            PolicyWriter.Finish(records, rootOffset, Math.Max(0, end - rootOffset));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(head.PolicyWord), head.Tail);
            Span<byte> segment = bytes.AsSpan(head.TailHeader);
            BinaryPrimitives.WriteUInt32LittleEndian(segment, Load);
            BinaryPrimitives.WriteInt64LittleEndian(segment[8..], policyOffset);
            BinaryPrimitives.WriteInt64LittleEndian(segment[32..], end - policyOffset);
            BinaryPrimitives.WriteInt64LittleEndian(segment[40..], end - policyOffset);
            file.Position = 0;
            file.Write(bytes);
            file.Write(records);
        });
    }

    private static long AlignUp(long value) => (value + ImagePacker.PageSize - 1) & -ImagePacker.PageSize;
}
