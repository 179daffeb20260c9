using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>Finds a library where ld.so(8) would, LD_LIBRARY_PATH and preloading aside.</summary>
internal sealed class LibrarySearch(GuestFiles files, LibraryPaths paths)
{
    /// <summary>A directory under its two names.</summary>
    private readonly record struct Place(string Guest, string Host, bool IsConfigured);

    /// <summary>A library that was found.</summary>
    /// <param name="GuestPath">Path by which the guest's linker finds it.</param>
    /// <param name="HostPath">The file.</param>
    /// <param name="Image">The file read.</param>
    /// <param name="IsConfigured">Whether only the machine's configuration leads there, which the guest does not have.</param>
    public sealed record Found(string GuestPath, string HostPath, ElfFile Image, bool IsConfigured);

    /// <summary>Finds a library.</summary>
    /// <exception cref="LiteBoxException">LB0110: it is nowhere.</exception>
    public Found Find(string name, LoadedImage neededBy)
    {
        var searched = new List<string>();
        return TryFind(name, neededBy, searched) ?? throw CollectErrors.MissingLibrary(name, neededBy.File.Name, searched);
    }

    /// <summary>Finds a library; null when it is nowhere.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="neededBy">The image that asks for it.</param>
    /// <param name="searched">Told the guest's directories in the order of the search.</param>
    public Found? TryFind(string name, LoadedImage neededBy, List<string> searched)
    {
        foreach (Place place in Places(name, neededBy))
        {
            string host = Path.Combine(place.Host, name);
            searched.Add(place.Guest);
            if (Usable(host) is ElfFile image)
            {
                return new Found(Join(place.Guest, name), host, image, place.IsConfigured);
            }
        }

        return null;
    }

    /// <summary>Adds a library that was found to the files, under the path by which the guest finds it.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="found">What was found.</param>
    /// <param name="image">The image to note with the file; null for a file like any other.</param>
    public void Add(string name, Found found, ElfFile? image)
    {
        bool isSystemFile = files.GuestPath(found.HostPath) == found.GuestPath
            || (files.Resolve(found.GuestPath) is string resolved && files.HostPath(resolved) == Path.GetFullPath(found.Image.Name));
        if (!isSystemFile || !files.AddSystemFile(found.GuestPath, image))
        {
            files.AddFile(found.GuestPath, found.Image.Name, image);
        }

        if (found.IsConfigured)
        {
            // The guest has no ld.so.cache, so a library from a configured directory is made known in a built-in one.
            files.AddLink(paths.BuiltIn[1] + "/" + name, found.GuestPath);
        }
    }

    private static string Join(string directory, string name) => directory.TrimEnd('/') + "/" + name;

    private IEnumerable<Place> Places(string name, LoadedImage image)
    {
        if (name.Contains('/'))
        {
            yield return Expand("", image);
            yield break;
        }

        for (LoadedImage? at = image; at is not null; at = at.NeededBy)
        {
            // glibc: DT_RPATH counts for everything below, unless the same file has DT_RUNPATH, which counts for its own
            // needs only. musl takes either for either, with inheritance.
            ElfDynamic dynamic = at.File.Dynamic;
            string? list = paths.IsMusl ? dynamic.RunPath ?? dynamic.RPath
                : image.File.Dynamic.RunPath is not null || dynamic.RunPath is not null ? null
                : dynamic.RPath;
            foreach (Place place in List(list, at))
            {
                yield return place;
            }
        }

        if (!paths.IsMusl)
        {
            foreach (Place place in List(image.File.Dynamic.RunPath, image))
            {
                yield return place;
            }
        }

        foreach (string directory in paths.Configured)
        {
            bool isBuiltIn = System.Linq.Enumerable.Contains(paths.BuiltIn, directory);
            yield return new Place(directory, SystemDirectory(directory), !isBuiltIn);
        }

        foreach (string directory in paths.BuiltIn)
        {
            yield return new Place(directory, SystemDirectory(directory), false);
        }
    }

    private IEnumerable<Place> List(string? list, LoadedImage image)
    {
        foreach (string entry in list?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            yield return Expand(entry, image);
        }
    }

    private Place Expand(string entry, LoadedImage image)
    {
        string text = entry
            .Replace("${LIB}", "$LIB", StringComparison.Ordinal).Replace("$LIB", "lib/x86_64-linux-gnu", StringComparison.Ordinal)
            .Replace("${PLATFORM}", "$PLATFORM", StringComparison.Ordinal).Replace("$PLATFORM", "x86_64", StringComparison.Ordinal)
            .Replace("${ORIGIN}", "$ORIGIN", StringComparison.Ordinal);
        bool fromOrigin = text.StartsWith("$ORIGIN", StringComparison.Ordinal);
        string guest = Normalize(text.Replace("$ORIGIN", image.GuestOrigin, StringComparison.Ordinal));
        string host = fromOrigin
            ? Path.GetFullPath(text.Replace("$ORIGIN", image.HostOrigin, StringComparison.Ordinal))
            : SystemDirectory(guest);
        return new Place(guest, host, false);
    }

    private string SystemDirectory(string guest) => files.HostPath(files.Resolve(guest) ?? guest);

    /// <summary>Guest paths have no links of their own here, so dots can be taken out by spelling.</summary>
    private static string Normalize(string path)
    {
        var names = new List<string>();
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".." && names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }

        return "/" + string.Join('/', names);
    }

    /// <summary>The file as ELF; null when there is none or it is for another machine, which ld.so passes over as well.</summary>
    private ElfFile? Usable(string host)
    {
        string? path = files.GuestPath(host) is string guest && files.Resolve(guest) is string resolved
            ? files.HostPath(resolved)
            : host;
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            ElfFile image = files.ReadImage(path);
            return image.Header.Type == ElfType.Shared ? image : null;
        }
        catch (LiteBoxException failure) when (failure.Code is "LB0102" or "LB0103")
        {
            return null;
        }
    }
}
