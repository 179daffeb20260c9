namespace LiteBox.Packager.Bundling;

/// <summary>A file or a directory of the build machine that goes into the root file system of the bundle.</summary>
/// <param name="Source">Path on the build machine; a directory is taken with all that is below it.</param>
/// <param name="GuestPath">Absolute path inside the bundle. One that ends in <c>/</c> names the directory to put it in.</param>
public sealed record BundleFile(string Source, string GuestPath);
