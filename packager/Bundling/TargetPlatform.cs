using System;
using LiteBox.Packager.Linking;
using LiteBox.Packager.Rewriting;
using LiteBox.South;

namespace LiteBox.Packager.Bundling;

/// <summary>What sets one target apart from the others: the one place that knows.</summary>
/// <param name="SouthFolder">Where the library-OS folder has the platform's LiteBox.South.dll.</param>
/// <param name="Link">The platform that the image is linked for.</param>
/// <param name="Rewrite">How system calls of programs are rewritten; null where the CPU brings them to the library OS.</param>
/// <param name="HasSharedMappings">Whether the South can show pages of the library OS to the guest, which mappings of files to write to need.</param>
/// <param name="Pack">Writes the bundle.</param>
internal sealed record TargetPlatform(
    string SouthFolder, LinkPlatform Link, RewriteOptions? Rewrite, bool HasSharedMappings, TargetPlatform.Packer Pack)
{
    /// <summary>Puts image, policy and root file system into one file, whole or not at all.</summary>
    public delegate void Packer(LinkedImage image, BundlePolicy policy, Action<System.IO.Stream> writeRoot, string path);

    private static readonly TargetPlatform s_linux = new(
        "linux", LinkPlatform.Linux, new RewriteOptions { EntrySlot = ThreadPlaces.Entry }, true,
        static (image, policy, root, path) => ImagePacker.Pack(image.Image, policy, root, path));

    private static readonly TargetPlatform s_windows = new(
        "windows", LinkPlatform.Windows, new RewriteOptions { EntrySlot = ThreadSlots.Entry }, false, PeImagePacker.Pack);

    private static readonly TargetPlatform s_kvm = new("bare", LinkPlatform.Bare, null, true, BootPacker.Pack);

    /// <summary>The row of a target.</summary>
    public static TargetPlatform Of(BundleTarget target) => target switch
    {
        BundleTarget.Linux => s_linux,
        BundleTarget.Windows => s_windows,
        BundleTarget.Kvm => s_kvm,
        _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };
}
