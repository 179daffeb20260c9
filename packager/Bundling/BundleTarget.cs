namespace LiteBox.Packager.Bundling;

/// <summary>What runs the bundle.</summary>
public enum BundleTarget
{
    /// <summary>An ELF executable for any x86-64 Linux.</summary>
    Linux,
}
