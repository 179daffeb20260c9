using System;

namespace LiteBox.North;

public sealed partial class Process
{
    /// <summary>Its descriptors.</summary>
    public FileTable Files { get; } = new();

    /// <summary>Where '/' leads (chroot(2)).</summary>
    public DirectoryInode RootDirectory { get; set; } = null!;

    /// <summary>Where relative paths start.</summary>
    public DirectoryInode WorkingDirectory { get; set; } = null!;

    /// <summary>Permission bits that new files do not get (umask(2)).</summary>
    public uint CreationMask { get; set; } = 0x12;

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
        file.Node.Locks?.ReleaseOwner(this);
        file.Release();
        return Errno.None;
    }

    partial void InitializeFiles(Process? parent)
    {
        if (parent is null)
        {
            RootDirectory = RootTree.Build();
            WorkingDirectory = RootDirectory;
            for (int stream = 0; stream < 3; stream++)
            {
                OpenFile? file = Consoles.Open(stream);
                if (file is not null)
                    Files.Put(stream, file, closeOnExec: false);
            }

            return;
        }

        RootDirectory = parent.RootDirectory;
        WorkingDirectory = parent.WorkingDirectory;
        CreationMask = parent.CreationMask;
        for (int i = 0; i < parent.Files.Capacity; i++)
        {
            OpenFile? file = parent.Files[i];
            if (file is null)
                continue;
            file.Retain();
            Files.Put(i, file, parent.Files.IsClosedOnExec(i));
        }
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
        for (int i = 0; i < Files.Capacity; i++)
            CloseFile(i);
    }
}
