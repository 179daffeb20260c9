using System;
using System.IO;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Where compiled library OSes and rewritten files are kept between builds. Every entry is named by the hash of all that
/// decides it, so the folder may be shared by parallel builds and deleted at any time.
/// </summary>
public static class CacheDirectory
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "LITEBOX_CACHE";

    /// <summary>The folder to use: the option, else the variable, else the user's cache folder. It exists on return.</summary>
    /// <exception cref="LiteBoxException">LB0705: it cannot be created.</exception>
    public static string Resolve(string? option)
    {
        string path = option is { Length: > 0 } ? option
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } fromVariable ? fromVariable
            : Default();
        try
        {
            return Directory.CreateDirectory(Path.GetFullPath(path)).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LiteBoxException("LB0705", path, "The cache folder cannot be created: " + e.Message,
                "Name a writable folder in the variable " + Variable + ".", e);
        }
    }

    private static string Default()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "litebox", "cache");
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cacheHome && Path.IsPathRooted(cacheHome))
            return Path.Combine(cacheHome, "litebox");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0
            ? Path.Combine(home, ".cache", "litebox")
            : Path.Combine(Path.GetTempPath(), "litebox-" + Environment.UserName);
    }
}
