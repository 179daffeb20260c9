using System;

namespace LiteBox.North;

/// <summary>What a child process has in common with its parent instead of a copy of its own (clone(2)).</summary>
[Flags]
public enum ProcessSharing
{
    /// <summary>Copies of everything: fork(2).</summary>
    None = 0,

    /// <summary>CLONE_VM: the memory.</summary>
    Memory = 1,

    /// <summary>CLONE_FS: directories and the creation mask.</summary>
    Directories = 2,

    /// <summary>CLONE_FILES: the descriptors.</summary>
    Files = 4,

    /// <summary>CLONE_SIGHAND: what happens on signals.</summary>
    SignalActions = 8,

    /// <summary>CLONE_PARENT: the parent.</summary>
    Parent = 0x10,
}
