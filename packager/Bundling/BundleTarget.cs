namespace LiteBox.Packager.Bundling;

/// <summary>What runs the bundle.</summary>
public enum BundleTarget
{
    /// <summary>An ELF executable for any x86-64 Linux.</summary>
    Linux,

    /// <summary>An executable for Windows 10 or later on x86-64.</summary>
    Windows,

    /// <summary>A boot image for KVM, QEMU and other machine monitors that start PVH kernels.</summary>
    Kvm,
}
