using System;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Bundling;

/// <summary>Writes what a program on the North API finds beside itself on ordinary .NET: policy and root file system, as in its bundle.</summary>
public static class HostedPacker
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="LiteBoxException">LB02xx, LB07xx: a file is missing, the output cannot be written, or the request asks for what such a program has not.</exception>
    public static void Pack(BundleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TraceCheck.Check(request);
        GuestRoot root = BundlePipeline.Root(request);
        ImagePacker.Pack(ReadOnlyMemory<byte>.Empty, BundlePipeline.Policy(request, root),
            stream => ErofsWriter.Write(root.Tree, stream, ErofsWriter.EpochOfEnvironment()), request.OutputPath);
    }
}
