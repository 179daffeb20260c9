namespace LiteBox.EndToEnd.Harness;

/// <summary>The hosts that a bundle can be made for; in small letters, the names that <c>litebox bundle --target</c> takes.</summary>
public enum South
{
    /// <summary>A Linux executable, run as it is.</summary>
    Linux,

    /// <summary>A Windows executable, which <c>litebox run</c> starts in wine.</summary>
    Windows,

    /// <summary>A boot image, which <c>litebox run</c> starts in QEMU.</summary>
    Kvm,
}
