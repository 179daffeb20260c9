using System;
using System.Buffers.Binary;
using System.IO;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Linking;
using LiteBox.Packager.Pe;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Puts policy and root file system behind a PE image, as its last section: Windows' loader maps it read-only from the file
/// and brings in its pages as they are used.
/// </summary>
public static class PeImagePacker
{
    /// <summary>The section's name.</summary>
    public const string SectionName = ".litebox";

    // Windows loads no image of 2 GiB or more.
    private const long LargestImage = int.MaxValue;
    private const int PageSize = 4096;

    /// <summary>Writes a bundle, whole or not at all.</summary>
    /// <param name="image">An image linked for Windows.</param>
    /// <param name="policy">What the library OS is told.</param>
    /// <param name="writeRoot">Writes the EROFS image to the stream, from the stream's position on.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="LiteBoxException">LB0701: not writable; LB0703: the policy cannot be expressed; LB0720: too large.</exception>
    public static void Pack(LinkedImage image, BundlePolicy policy, Action<Stream> writeRoot, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(writeRoot);
        byte[] records = PolicyWriter.Write(policy);
        OutputFile.Write(path, executable: true, temporary =>
        {
            using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite);
            byte[] head = image.Image.AsSpan().ToArray();
            long policyOffset = head.Length;
            long rootOffset = policyOffset + AlignUp(records.Length);
            file.Position = rootOffset;
            writeRoot(file);
            long end = AlignUp(file.Length);
            if (end > LargestImage)
            {
                throw new LiteBoxException("LB0720", path, "The bundle has 2 GiB or more, which Windows does not load.",
                    "Leave files out of the bundle.");
            }

            file.SetLength(end);
            PolicyWriter.Finish(records, rootOffset, Math.Max(0, end - rootOffset));
            uint address = PeTail.Append(head, SectionName, (uint)policyOffset, (uint)(end - policyOffset));
            BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(image.PolicyWordOffset), address);
            file.Position = 0;
            file.Write(head);
            file.Write(records);
        });
    }

    private static long AlignUp(long value) => (value + PageSize - 1) & -PageSize;
}
