using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// A file system in memory, over an EROFS image or over nothing. The image is the lower layer: what is read comes from
/// it, and what the guest changes becomes part of the inode in memory, a page or a directory at a time. An inode keeps
/// its number and identity through that, so nothing has to be copied up, whited out or made opaque.
/// </summary>
public sealed class TreeFileSystem : FileSystem
{
    // Numbers of inodes of the image are their ids moved up: 0 is no inode number for most programs.
    private const ulong ImageNumbers = 1;

    private readonly ErofsImage? _image;

    // Inodes of the image that were met: a change must be found again under every name.
    private readonly Dictionary<ulong, Inode> _met = new();

    /// <summary>An empty file system whose root has these permissions.</summary>
    public TreeFileSystem(ulong magic, uint rootMode)
        : base(magic) => Root = new TreeDirectory(this, NewNumber(), rootMode, Clock.Realtime, null, default);

    private TreeFileSystem(ErofsImage image, in ErofsNode root)
        : base(OverlayMagic)
    {
        _image = image;
        ReserveNumbers((image.Size >> 5) + ImageNumbers);
        Root = new TreeDirectory(this, image.RootId + ImageNumbers, root, null, default);
        _met.Add(image.RootId, Root);
    }

    /// <summary>The root directory.</summary>
    internal TreeDirectory Root { get; }

    /// <inheritdoc/>
    public override ulong ImageSize => _image is null ? 0 : _image.Size;

    /// <summary>The image below; only inodes that come from it ask.</summary>
    internal ErofsImage Image => _image!;

    /// <summary>The names of the image that were found last.</summary>
    internal NameCache Names { get; } = new();

    /// <summary>A file system over an image. EIO when its root is damaged.</summary>
    public static Errno Open(ErofsImage image, out TreeFileSystem? system)
    {
        system = null;
        if (!image.TryRead(image.RootId, out ErofsNode root) || (root.Mode & FileType.Mask) != FileType.Directory)
            return Errno.EIO;
        system = new TreeFileSystem(image, root);
        return Errno.None;
    }

    /// <summary>The inode of the image with an id, which <paramref name="parent"/> names so. EIO when it is damaged.</summary>
    internal Errno FromImage(ulong id, TreeDirectory parent, ReadOnlySpan<byte> name, out Inode? inode)
    {
        if (_met.TryGetValue(id, out inode))
            return Errno.None;
        if (!Image.TryRead(id, out ErofsNode node))
            return Errno.EIO;
        switch (node.Mode & FileType.Mask)
        {
            case FileType.Directory:
                inode = new TreeDirectory(this, id + ImageNumbers, node, parent, name);
                break;
            case FileType.Regular:
                inode = new TreeFile(this, id + ImageNumbers, node);
                break;
            case FileType.SymbolicLink:
                inode = new TreeLink(this, id + ImageNumbers, node);
                break;
            default:
                return Errno.EIO;
        }

        _met.Add(id, inode);
        return Errno.None;
    }

    /// <summary>st_ino of an inode of the image.</summary>
    internal static ulong NumberOf(ulong imageId) => imageId + ImageNumbers;

    /// <summary>Forgets an inode that has neither names nor open files left.</summary>
    internal void Forget(Inode inode) => _met.Remove(inode.Number - ImageNumbers);
}
