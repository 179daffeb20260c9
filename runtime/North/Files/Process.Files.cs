using System;

namespace LiteBox.North;

public sealed partial class Process
{
    private DirectoryContext _directories = null!;

    /// <summary>Its descriptors.</summary>
    public FileTable Files { get; private set; } = null!;

    /// <summary>Where '/' leads (chroot(2)).</summary>
    public DirectoryInode RootDirectory
    {
        get => _directories.Root;
        set => _directories.Root = value;
    }

    /// <summary>Where relative paths start.</summary>
    public DirectoryInode WorkingDirectory
    {
        get => _directories.Working;
        set => _directories.Working = value;
    }

    /// <summary>Permission bits that new files do not get (umask(2)).</summary>
    public uint CreationMask
    {
        get => _directories.CreationMask;
        set => _directories.CreationMask = value;
    }

    /// <summary>Opens a descriptor for a file whose reference the table takes over. EMFILE; then the file is released.</summary>
    public Result AddFile(OpenFile file, bool closeOnExec, int from = 0)
    {
        Result descriptor = Files.Add(file, closeOnExec, Limits[North.Limits.OpenFiles], from);
        if (descriptor.Failed)
            file.Release();
        return descriptor;
    }

    /// <summary>Closes a descriptor, and with it the record locks that the process has on the file. EBADF.</summary>
    public Errno CloseFile(int descriptor)
    {
        OpenFile? file = Files.Take(descriptor);
        if (file is null)
            return Errno.EBADF;
        if (Capability.FileLocks)
            file.Node.Locks?.ReleaseOwner(this);
        file.Release();
        return Errno.None;
    }

    partial void InitializeFiles(Process? parent, ProcessSharing sharing)
    {
        if (!Capability.Processes || parent is null)
        {
            DirectoryInode root = RootTree.Build();
            _directories = new DirectoryContext(root, root);
            Files = new FileTable();
            for (int stream = 0; stream < 3; stream++)
            {
                OpenFile? file = Consoles.Open(stream);
                if (file is not null)
                    Files.Put(stream, file, closeOnExec: false);
            }

            return;
        }

        _directories = (sharing & ProcessSharing.Directories) != 0 ? parent._directories : parent._directories.Copy();
        Files = (sharing & ProcessSharing.Files) != 0 ? parent.Files.Share() : parent.Files.Copy();
    }

    /// <summary>Gives the process directories and a creation mask of its own (unshare(2), CLONE_FS).</summary>
    public void UnshareDirectories() => _directories = _directories.Copy();

    /// <summary>Whether changes of the directories and of the creation mask of one are the other's too.</summary>
    public bool SharesDirectories(Process other) => _directories == other._directories;

    /// <summary>Gives the process a table of descriptors of its own (unshare(2), CLONE_FILES).</summary>
    public void UnshareDescriptors()
    {
        if (!Files.IsShared)
            return;
        FileTable own = Files.Copy();
        _ = Files.Leave();
        Files = own;
    }

    partial void UnshareFiles()
    {
        if (!Capability.Processes)
            return;
        UnshareDirectories();
        UnshareDescriptors();
    }

    partial void CloseFilesOnExec()
    {
        for (int i = 0; i < Files.Capacity; i++)
        {
            if (Files[i] is not null && Files.IsClosedOnExec(i))
                CloseFile(i);
        }
    }

    partial void ReleaseFiles()
    {
        if (Capability.Terminals)
            Terminals.ProcessEnded(this);
        if (Capability.Processes && Files.Leave())
            return;
        for (int i = 0; i < Files.Capacity; i++)
            CloseFile(i);
    }
}
