namespace LiteBox.Packager.Bundling;

/// <summary>The stages of <see cref="BundlePipeline"/>, in order.</summary>
public enum BundleStage
{
    /// <summary>Close the program over its libraries and the files asked for.</summary>
    Collect,

    /// <summary>Find the system calls that the program can make.</summary>
    Analyze,

    /// <summary>Turn every <c>syscall</c> instruction into a jump to the library OS.</summary>
    Rewrite,

    /// <summary>Compile the library OS with exactly those system calls.</summary>
    Compile,

    /// <summary>Link it to an executable image.</summary>
    Link,

    /// <summary>Put image, policy and root file system into one file.</summary>
    Pack,
}
