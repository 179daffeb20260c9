namespace LiteBox.Packager.Bundling;

/// <summary>A directory of the host that the guest is granted at run time.</summary>
/// <param name="HostPath">Absolute path on the host that runs the bundle.</param>
/// <param name="GuestPath">Absolute path under which the guest sees it.</param>
/// <param name="Writable">Whether the guest may change it.</param>
public sealed record BundleMount(string HostPath, string GuestPath, bool Writable);
