using System;
using System.Threading;

namespace LiteBox.Packager.Bundling;

/// <summary>x</summary>
public sealed class BundlePipeline(Toolchain toolchain, string cacheRoot)
{
    /// <summary>x</summary>
    public BundleReport Run(BundleRequest request, IProgress<BundleProgress>? progress, CancellationToken cancellation) => throw new NotSupportedException(toolchain.CompilerPath + cacheRoot);
}
