using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Collecting;

/// <summary>
/// Finds what ELF files may ask for beyond what a program is started with: what they load by name (dlopen(3)), an extension
/// module's libraries, another program's interpreter. What is missing here is left out, for the program may never ask for it.
/// </summary>
public sealed class LoadableCollector
{
    private readonly FileTree _tree;
    private readonly string? _interpreter;
    private readonly GuestFiles _files;
    private readonly Dictionary<string, LibraryPaths> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    private LoadableCollector(FileTree tree, string? interpreter, CollectOptions options)
    {
        _tree = tree;
        _interpreter = interpreter;
        _files = new GuestFiles(options.SystemRoot);
    }

    /// <summary>Adds to a root file system what its ELF files need beyond what is in it.</summary>
    /// <param name="tree">The root file system.</param>
    /// <param name="interpreter">The program's interpreter, which loads the libraries; null for a static program.</param>
    /// <param name="images">The ELF files: their guest paths and host paths.</param>
    /// <param name="options">Where libraries are looked for.</param>
    public static void AddNeeds(
        FileTree tree, string? interpreter, IEnumerable<(string GuestPath, string HostPath)> images, CollectOptions options)
    {
        var collector = new LoadableCollector(tree, interpreter, options);
        foreach ((string guest, string host) in images)
        {
            ElfFile image = collector._files.ReadImage(host);
            collector.Collect(new LoadedImage(image, Path.GetDirectoryName(guest)!, Path.GetDirectoryName(host)!, null));
        }

        // What the bundle asks for stands, whatever this machine has under the same path.
        CollectedProgram.AddFiles(tree, collector._files.All.Where(file => tree.Find(file.GuestPath, followLast: false) is null));
    }

    private void Collect(LoadedImage loadable)
    {
        if ((loadable.File.Interpreter ?? _interpreter) is not string interpreter || PathsOf(interpreter) is not { } paths)
        {
            return;
        }

        var search = new LibrarySearch(_files, paths);
        var queue = new Queue<LoadedImage>();
        queue.Enqueue(loadable);
        while (queue.TryDequeue(out LoadedImage? image))
        {
            string[] unwinder = paths.LoadsUnwinderFor(image.File) ? [LibraryPaths.Unwinder] : [];
            foreach (string name in (string[])[.. image.File.Dynamic.Needed, .. unwinder, .. LoadedByName.Of(image.File)])
            {
                if (paths.HasBuiltIn(name) || search.TryFind(name, image, []) is not { } found
                    || !_added.Add(found.GuestPath) || _tree.Find(found.GuestPath) is not null)
                {
                    continue;
                }

                search.Add(name, found, image: null);
                queue.Enqueue(new LoadedImage(found.Image, Path.GetDirectoryName(found.GuestPath)!, Path.GetDirectoryName(found.HostPath)!, image));
            }
        }
    }

    /// <summary>Where an interpreter looks, which the root then holds; null when there is none on this machine.</summary>
    private LibraryPaths? PathsOf(string interpreter)
    {
        if (_paths.TryGetValue(interpreter, out LibraryPaths? paths))
        {
            return paths;
        }

        if (_tree.Find(interpreter) is null && !_files.AddSystemFile(interpreter))
        {
            return null;
        }

        paths = LibraryPaths.For(interpreter, _files);
        if (paths.ConfigurationFile is { } configuration && _tree.Find(configuration) is null)
        {
            _files.AddSystemFile(configuration);
        }

        _paths.Add(interpreter, paths);
        return paths;
    }
}
