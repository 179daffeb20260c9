using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>
/// Files of the build machine under the paths by which the guest will ask for them. Symbolic links on the way are taken
/// over one by one, so /lib -> usr/lib and libz.so.1 -> libz.so.1.2.13 are the same in the guest.
/// </summary>
internal sealed class GuestFiles(string systemRoot)
{
    private const int LinkLimit = 40;
    private const int DefaultMode = 0x1ed; // 0755

    private readonly SortedDictionary<string, CollectedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfFile> _images = new(StringComparer.Ordinal);
    private readonly string _root = systemRoot.TrimEnd('/');

    public IReadOnlyList<CollectedFile> All => [.. _files.Values];

    /// <summary>Host path of a guest path of the system root, its links not followed.</summary>
    public string HostPath(string guestPath) => _root + guestPath;

    /// <summary>Guest path of a host path inside the system root; null when it is outside.</summary>
    public string? GuestPath(string hostPath) =>
        _root.Length == 0 ? hostPath
        : hostPath.StartsWith(_root + "/", StringComparison.Ordinal) ? hostPath[_root.Length..]
        : null;

    /// <summary>Follows all links of a guest path in the system root.</summary>
    /// <param name="guestPath">Absolute guest path.</param>
    /// <param name="link">Told each link: its path and where it leads.</param>
    /// <returns>The path without links; null when nothing is there.</returns>
    public string? Resolve(string guestPath, Action<string, string>? link = null)
    {
        var rest = new Stack<string>();
        Push(rest, guestPath);
        string path = "";
        for (int links = 0; rest.TryPop(out string? name);)
        {
            if (name == "..")
            {
                path = path[..Math.Max(0, path.LastIndexOf('/'))];
                continue;
            }

            string next = path + "/" + name;
            var entry = new FileInfo(_root + next);
            if (entry.LinkTarget is string target)
            {
                if (++links > LinkLimit)
                {
                    throw CollectErrors.LinkLoop(_root + guestPath);
                }

                link?.Invoke(next, target);
                path = target.StartsWith('/') ? "" : path;
                Push(rest, target);
                continue;
            }

            if (!entry.Exists && !Directory.Exists(entry.FullName))
            {
                return null;
            }

            path = next;
        }

        return path.Length == 0 ? "/" : path;
    }

    /// <summary>Adds a file of the system root under its own path, with the links that lead to it.</summary>
    /// <returns>Whether there is such a file.</returns>
    public bool AddSystemFile(string guestPath, ElfFile? image = null)
    {
        if (Resolve(guestPath) is not string resolved || !File.Exists(_root + resolved))
        {
            return false;
        }

        Resolve(guestPath, (path, target) => _files.TryAdd(path, new CollectedFile(path, null, target, 0x1ff, null)));
        AddFile(resolved, _root + resolved, image);
        return true;
    }

    /// <summary>Adds a file or everything below a directory of the system root; what is missing, and links to directories, are left out.</summary>
    public void AddSystemTree(string guestPath)
    {
        var directory = new DirectoryInfo(_root + guestPath);
        if (!directory.Exists || directory.LinkTarget is not null)
        {
            AddSystemFile(guestPath);
            return;
        }

        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos())
        {
            AddSystemTree(guestPath + "/" + entry.Name);
        }
    }

    /// <summary>Adds a file under a path of the guest's own.</summary>
    public void AddFile(string guestPath, string hostPath, ElfFile? image)
    {
        if (!_files.TryGetValue(guestPath, out CollectedFile? known) || (known.Image is null && image is not null))
        {
            int mode = OperatingSystem.IsWindows() ? DefaultMode : (int)File.GetUnixFileMode(hostPath);
            _files[guestPath] = new CollectedFile(guestPath, hostPath, null, mode, image);
        }
    }

    /// <summary>Adds a link.</summary>
    public void AddLink(string guestPath, string target) =>
        _files.TryAdd(guestPath, new CollectedFile(guestPath, null, target, 0x1ff, null));

    /// <summary>Reads a file of the build machine as ELF, once.</summary>
    public ElfFile ReadImage(string hostPath)
    {
        if (!_images.TryGetValue(hostPath, out ElfFile? image))
        {
            try
            {
                image = ElfFile.Read(File.ReadAllBytes(hostPath), hostPath);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw CollectErrors.Unreadable(hostPath, failure);
            }

            _images.Add(hostPath, image);
        }

        return image;
    }

    /// <summary>A text file of the system root; null when it cannot be read.</summary>
    public string? ReadText(string guestPath)
    {
        try
        {
            return Resolve(guestPath) is string path && File.Exists(_root + path) ? File.ReadAllText(_root + path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The files of a directory that match a shell pattern, ascending; none when there is no directory.</summary>
    public IEnumerable<string> Glob(string guestPattern)
    {
        int slash = guestPattern.LastIndexOf('/');
        string directory = guestPattern[..slash];
        if (Resolve(directory.Length == 0 ? "/" : directory) is not string resolved || !Directory.Exists(_root + resolved))
        {
            return [];
        }

        string[] names = Directory.GetFiles(_root + resolved, guestPattern[(slash + 1)..]);
        Array.Sort(names, StringComparer.Ordinal);
        return Array.ConvertAll(names, n => n[_root.Length..]);
    }

    private static void Push(Stack<string> rest, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                rest.Push(names[i]);
            }
        }
    }
}
