using System;
using System.Collections.Generic;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Whether directories of the host can be granted as a request says. Whether they exist is not asked: the bundle may run
/// on another machine, and says so when it starts there.
/// </summary>
internal static class MountCheck
{
    // What the library OS makes up itself.
    private static readonly string[] s_own = ["/proc", "/sys", "/dev"];

    /// <summary>Checks all.</summary>
    /// <exception cref="LiteBoxException">LB0709: a path is no place to mount at, or from. LB0710: the target has no host directories.</exception>
    public static void Check(IReadOnlyList<BundleMount> mounts, BundleTarget target)
    {
        if (mounts.Count != 0 && target != BundleTarget.Linux)
        {
            throw new LiteBoxException("LB0710", mounts[0].HostPath, $"The target '{target.ToString().ToLowerInvariant()}' has no directories of a host to grant.",
                "Remove the mount, or put the files into the bundle.");
        }

        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (BundleMount mount in mounts)
        {
            if (!mount.HostPath.StartsWith('/'))
                throw Wrong(mount, "The host directory is not absolute.");
            string path = mount.GuestPath;
            string[] steps = path.Split('/');
            if (!path.StartsWith('/') || Array.Exists(steps[1..], step => step is "" or "." or ".."))
                throw Wrong(mount, $"'{path}' is no absolute path of the guest without '.', '..' and doubled or trailing slashes, or it is '/'.");
            if (Array.Exists(s_own, own => path == own || path.StartsWith(own + "/", StringComparison.Ordinal)))
                throw Wrong(mount, $"'{path}' lies in what the library OS makes itself: /proc, /sys, /dev.");
            if (!taken.Add(path))
                throw Wrong(mount, $"Two directories are mounted at '{path}'.");
        }
    }

    private static LiteBoxException Wrong(BundleMount mount, string problem) =>
        new("LB0709", mount.HostPath, problem, "Mount each directory at a path of its own, such as /data.");
}
