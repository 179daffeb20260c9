using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>Finds everything that a program is started with: its interpreter and the closure of its libraries.</summary>
public sealed class ProgramCollector
{
    /// <summary>Directories of installed software, whose programs expect to be where they are.</summary>
    private static readonly string[] s_installed = ["/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/", "/snap/", "/nix/", "/gnu/"];

    private readonly GuestFiles _files;
    private readonly CollectOptions _options;
    private readonly List<ElfFile> _images = [];
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);

    private ProgramCollector(CollectOptions options)
    {
        _options = options;
        _files = new GuestFiles(options.SystemRoot);
    }

    /// <summary>
    /// Collects a program. An installed program (below /usr, /bin, /opt and the like) keeps its path, because it may look
    /// for data relative to it. Any other becomes /app/NAME, so that the bundle does not depend on where it was built;
    /// $ORIGIN is /app then, and libraries found through it stand in the same place relative to it.
    /// </summary>
    /// <exception cref="LiteBoxException">LB0101 to LB0114: the program, its interpreter or a library is missing or unsound.</exception>
    public static CollectedProgram Collect(string programPath, CollectOptions options) =>
        new ProgramCollector(options).Collect(programPath);

    private CollectedProgram Collect(string programPath)
    {
        string host = Path.GetFullPath(programPath);
        if (!File.Exists(host))
        {
            throw CollectErrors.Unreadable(host, new FileNotFoundException("No such file."));
        }

        ElfFile program = _files.ReadImage(host);
        string? interpreter = program.Interpreter;
        if (program.Header.Type == ElfType.Relocatable || (interpreter is null && program.Header.Entry == 0))
        {
            throw CollectErrors.NotAProgram(host);
        }

        string? systemPath = _files.GuestPath(host);
        bool keepsPath = _options.GuestPath is null && systemPath is not null
            && Array.Exists(s_installed, d => systemPath.StartsWith(d, StringComparison.Ordinal));
        string guest = keepsPath ? systemPath! : _options.GuestPath ?? "/app/" + Path.GetFileName(host);
        string resolved = (systemPath is null ? null : _files.Resolve(systemPath)) ?? guest;
        if (!keepsPath || !_files.AddSystemFile(guest, program))
        {
            _files.AddFile(guest, host, program);
        }

        _images.Add(program);
        string origin = keepsPath ? resolved : guest;
        var loaded = new LoadedImage(
            program, Directory(origin), keepsPath ? Directory(_files.HostPath(resolved)) : Path.GetDirectoryName(host)!, null);
        if (interpreter is not null)
        {
            LibraryPaths paths = AddInterpreter(program, interpreter);
            AddLibraries(loaded, paths);
            AddSystemData();
        }

        return new CollectedProgram(guest, interpreter, _files.All, _images);
    }

    private static string Directory(string path) => path.LastIndexOf('/') is > 0 and int slash ? path[..slash] : "/";

    private LibraryPaths AddInterpreter(ElfFile program, string interpreter)
    {
        if (!interpreter.StartsWith('/') || _files.Resolve(interpreter) is not string path || !File.Exists(_files.HostPath(path)))
        {
            throw CollectErrors.MissingInterpreter(program.Name, interpreter);
        }

        ElfFile image = _files.ReadImage(_files.HostPath(path));
        _files.AddSystemFile(interpreter, image);
        _images.Add(image);
        _loaded.Add(interpreter[(interpreter.LastIndexOf('/') + 1)..]);
        if (image.Dynamic.SoName is string soName)
        {
            _loaded.Add(soName);
        }

        LibraryPaths paths = LibraryPaths.For(interpreter, _files);
        if (paths.ConfigurationFile is not null)
        {
            _files.AddSystemFile(paths.ConfigurationFile);
        }

        return paths;
    }

    /// <summary>Breadth first, as ld.so loads: the order decides which of two libraries of one name wins.</summary>
    private void AddLibraries(LoadedImage program, LibraryPaths paths)
    {
        var search = new LibrarySearch(_files, paths);
        var queue = new Queue<LoadedImage>();
        queue.Enqueue(program);
        bool unwinds = false;
        while (queue.TryDequeue(out LoadedImage? image))
        {
            foreach (string name in image.File.Dynamic.Needed)
            {
                AddLibrary(name, image, search, paths, queue);
            }

            if (!unwinds && paths.LoadsUnwinderFor(image.File))
            {
                unwinds = true;
                AddUnwinder(program, search, paths, queue);
            }
        }
    }

    private void AddUnwinder(LoadedImage program, LibrarySearch search, LibraryPaths paths, Queue<LoadedImage> queue)
    {
        try
        {
            AddLibrary(LibraryPaths.Unwinder, program, search, paths, queue);
        }
        catch (LiteBoxException failure) when (failure.Code == "LB0110")
        {
            // Not installed here either: then the program does without it on this machine too.
        }
    }

    private void AddLibrary(
        string name, LoadedImage neededBy, LibrarySearch search, LibraryPaths paths, Queue<LoadedImage> queue)
    {
        if (_loaded.Contains(name) || paths.HasBuiltIn(name))
        {
            return;
        }

        LibrarySearch.Found found = search.Find(name, neededBy);
        _loaded.Add(name);
        if (found.Image.Dynamic.SoName is string soName)
        {
            _loaded.Add(soName);
        }

        search.Add(name, found, found.Image);
        if (!_images.Contains(found.Image))
        {
            _images.Add(found.Image);
            queue.Enqueue(new LoadedImage(
                found.Image, Directory(found.GuestPath), Path.GetDirectoryName(found.HostPath)!, neededBy));
        }
    }

    private void AddSystemData()
    {
        foreach ((SystemData kind, string[] paths) in (ReadOnlySpan<(SystemData, string[])>)
        [
            (SystemData.NameService,
                ["/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/hosts", "/etc/services", "/etc/protocols", "/etc/resolv.conf"]),
            (SystemData.Charsets, ["/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib64/gconv"]),
            (SystemData.Locales, ["/usr/lib/locale"]),
            (SystemData.TimeZones, ["/usr/share/zoneinfo", "/etc/localtime"]),
        ])
        {
            if ((_options.SystemData & kind) != 0)
            {
                foreach (string path in paths)
                {
                    _files.AddSystemTree(path);
                }
            }
        }
    }
}
