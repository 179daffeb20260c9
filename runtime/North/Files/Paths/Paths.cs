using System;

namespace LiteBox.North;

/// <summary>From paths to files (path_resolution(7)) and back.</summary>
public static class Paths
{
    /// <summary>Bytes of the longest name.</summary>
    public const int NameMax = 255;

    private const int MaxLinks = 40;

    private struct State
    {
        public Thread Thread;
        public DirectoryInode Root;
        public DirectoryInode Start;
        public WalkFlags Flags;
        public int Links;
        public bool LeavesRootSystem;
    }

    /// <summary>
    /// Walks a path from a directory. A last name that does not exist is no error: <see cref="Walked.Found"/> is null.
    /// ENOENT (also for the empty path), ENOTDIR, ELOOP, ENAMETOOLONG, EXDEV.
    /// </summary>
    public static Errno Walk(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, WalkFlags flags, out Walked walked)
    {
        walked = default;
        if (path.Length == 0)
            return Errno.ENOENT;
        State state = default;
        state.Thread = thread;
        state.Root = (flags & WalkFlags.InRoot) != 0 ? start : thread.Process.RootDirectory;
        state.Start = start;
        state.Flags = flags;
        Errno error = SkipKnown(ref state, ref start, ref path);
        return error != Errno.None ? error
            : Run(ref state, start, path, (flags & WalkFlags.Follow) != 0, (flags & WalkFlags.Parent) != 0, out walked);
    }

    /// <summary>Walks to what must be there. ENOENT and what <see cref="Walk"/> gives.</summary>
    public static Errno Find(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, WalkFlags flags, out Inode? inode)
    {
        Errno error = Walk(thread, start, path, flags, out Walked walked);
        inode = walked.Found;
        return error != Errno.None ? error : inode is null ? Errno.ENOENT : Errno.None;
    }

    /// <summary>Walks to a directory. ENOENT, ENOTDIR and what <see cref="Walk"/> gives.</summary>
    public static Errno FindDirectory(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, out DirectoryInode? directory)
    {
        Errno error = Find(thread, start, path, WalkFlags.Follow, out Inode? inode);
        directory = inode as DirectoryInode;
        return error != Errno.None ? error : directory is null ? Errno.ENOTDIR : Errno.None;
    }

    /// <summary>The path of a directory as a process with this root sees it; "(unreachable)" in front when it lies outside.</summary>
    public static byte[] Of(DirectoryInode directory, DirectoryInode root)
    {
        ByteBuilder text = new(64);
        AppendDirectory(ref text, directory, root, default);
        return text.ToArray();
    }

    /// <summary>The path of an open file, as /proc/self/fd shows it.</summary>
    public static byte[] Of(OpenFile file)
    {
        if (file is DirectoryFile directory)
            return Of(directory.Directory, RootTree.Current);
        if (file.Node is DirectoryInode named)
            return Of(named, RootTree.Current);
        if (file.Folder is null)
            return file.Name;
        ByteBuilder text = new(64);
        AppendDirectory(ref text, file.Folder, RootTree.Current, file.Name);
        if (file.Node.Links == 0)
            text.Append(" (deleted)"u8);
        return text.ToArray();
    }

    /// <summary>
    /// Goes to the directory of the last name, by what the cache knows about the way or else step by step, and leaves only that name.
    /// Nothing for walks that ask for each step, by a flag or because not everybody may take it.
    /// </summary>
    private static Errno SkipKnown(scoped ref State state, ref DirectoryInode at, ref ReadOnlySpan<byte> path)
    {
        int end = path.Length;
        while (end > 0 && path[end - 1] != (byte)'/')
            end--;
        if (end <= 1 || end == path.Length || (state.Flags & ~(WalkFlags.Follow | WalkFlags.Parent)) != 0 || !Permissions.MayWalkAnywhere(state.Thread))
            return Errno.None;
        ReadOnlySpan<byte> way = path[..end];
        DirectoryInode from = way[0] == (byte)'/' ? state.Root : at;
        ref FolderCache.Slot slot = ref FolderCache.SlotOf(way);
        DirectoryInode? to = slot.Find(state.Root, from, way);
        if (to is not null)
        {
            state.Links = slot.Links;
        }
        else
        {
            Errno error = Run(ref state, from, way, follow: true, parentOnly: false, out Walked walked);
            if (error != Errno.None || walked.Found is null)
                return error != Errno.None ? error : Errno.ENOENT;
            to = (DirectoryInode)walked.Found;
            if (!state.LeavesRootSystem && to.System == state.Root.System)
                slot.Set(state.Root, from, way, to, state.Links);
        }

        at = to;
        path = path[end..];
        return Errno.None;
    }

    private static Errno Run(scoped ref State state, DirectoryInode at, ReadOnlySpan<byte> path, bool follow, bool parentOnly, out Walked walked)
    {
        walked = default;
        bool slash = false;
        if (path[0] == (byte)'/')
        {
            if ((state.Flags & WalkFlags.Beneath) != 0)
                return Errno.EXDEV;
            at = state.Root;
        }

        path = SkipSlashes(path);
        while (true)
        {
            if (path.Length == 0)
            {
                walked.Parent = at;
                walked.Found = at;
                walked.Last = LastName.Root;
                return Errno.None;
            }

            int end = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = end < 0 ? path : path[..end];
            ReadOnlySpan<byte> rest = end < 0 ? default : SkipSlashes(path[end..]);
            bool last = rest.Length == 0;
            slash |= last && end >= 0;
            Errno error = Step(ref state, at, name, out Inode? inode, out LastName kind);
            if (error == Errno.ENOENT && last)
            {
                walked.Parent = at;
                walked.Name = name;
                walked.HasSlash = slash;
                return Errno.None;
            }

            if (error != Errno.None)
                return error;
            // The type in the mode is asked first: it tells the most frequent kinds without a walk through base classes.
            if (inode!.Type == FileType.SymbolicLink && inode is SymbolicLinkInode link && (!last || (!parentOnly && (follow || slash))))
            {
                error = Enter(ref state, at, link, out inode, out ReadOnlySpan<byte> target);
                if (error != Errno.None)
                    return error;
                if (inode is null && last)
                {
                    // The rest of the walk is that of the link's target.
                    if (target[0] == (byte)'/')
                    {
                        if ((state.Flags & WalkFlags.Beneath) != 0)
                            return Errno.EXDEV;
                        at = state.Root;
                    }

                    path = SkipSlashes(target);
                    follow = true;
                    continue;
                }

                if (inode is null)
                {
                    error = Run(ref state, at, target, true, false, out Walked inner);
                    inode = inner.Found;
                    if (error != Errno.None || inode is null)
                        return error != Errno.None ? error : Errno.ENOENT;
                }
            }

            if (last)
            {
                walked.Parent = at;
                walked.Name = kind == LastName.Normal ? name : default;
                walked.Found = inode;
                walked.Last = kind;
                walked.HasSlash = slash;
                return slash && !parentOnly && !inode!.IsDirectory ? Errno.ENOTDIR : Errno.None;
            }

            if (!inode!.IsDirectory || inode is not DirectoryInode next)
                return Errno.ENOTDIR;
            at = next;
            path = rest;
        }
    }

    private static Errno Step(scoped ref State state, DirectoryInode at, ReadOnlySpan<byte> name, out Inode? inode, out LastName kind)
    {
        kind = LastName.Normal;
        inode = null;
        state.LeavesRootSystem |= at.System != state.Root.System;
        if (!Permissions.Has(state.Thread, at, Permissions.Search))
            return Errno.EACCES;
        if (name[0] == (byte)'.' && name.Length <= 2)
        {
            if (name.Length == 1)
            {
                kind = LastName.Dot;
                inode = at;
                return Errno.None;
            }

            if (name[1] == (byte)'.')
            {
                kind = LastName.DotDot;
                inode = at == state.Root ? at : at.Up;
                if ((state.Flags & WalkFlags.Beneath) != 0 && at == state.Start)
                    return Errno.EXDEV;
                return (state.Flags & WalkFlags.NoMounts) != 0 && inode.System != at.System ? Errno.EXDEV : Errno.None;
            }
        }

        if (name.Length > NameMax)
            return Errno.ENAMETOOLONG;
        Errno error = at.Lookup(state.Thread, name, out inode);
        if (inode is not null && inode.IsDirectory && inode is DirectoryInode { Mounted: { } mounted })
        {
            if ((state.Flags & WalkFlags.NoMounts) != 0)
                return Errno.EXDEV;
            inode = mounted;
        }

        return error;
    }

    /// <summary>Where a link leads: an inode for the links of /proc, else a path.</summary>
    private static Errno Enter(
        scoped ref State state, DirectoryInode at, SymbolicLinkInode link, out Inode? inode, out ReadOnlySpan<byte> target)
    {
        inode = null;
        target = default;
        if (++state.Links > MaxLinks || (state.Flags & WalkFlags.NoLinks) != 0)
            return Errno.ELOOP;
        Errno error = link.Jump(state.Thread, out inode);
        if (error != Errno.None)
            return error;
        if (inode is not null)
        {
            if ((state.Flags & WalkFlags.NoMagicLinks) != 0)
                return Errno.ELOOP;
            bool leaves = (state.Flags & WalkFlags.NoMounts) != 0 && inode.System != at.System;
            return leaves || (state.Flags & (WalkFlags.Beneath | WalkFlags.InRoot)) != 0 ? Errno.EXDEV : Errno.None;
        }

        target = link.Target(state.Thread);
        if (target.Length == 0)
            return Errno.ENOENT;
        bool isElsewhere = target[0] == (byte)'/' && (state.Flags & WalkFlags.NoMounts) != 0 && state.Root.System != at.System;
        return isElsewhere ? Errno.EXDEV : Errno.None;
    }

    private static ReadOnlySpan<byte> SkipSlashes(ReadOnlySpan<byte> path)
    {
        int at = 0;
        while (at < path.Length && path[at] == (byte)'/')
            at++;
        return path[at..];
    }

    private static void AppendDirectory(ref ByteBuilder text, DirectoryInode directory, DirectoryInode root, ReadOnlySpan<byte> name)
    {
        // Names come from the end to the front: collect them there and turn the whole round at the end.
        bool removed = directory.IsRemoved;
        AppendReversed(ref text, name);
        DirectoryInode at = directory;
        while (at != root)
        {
            if (at.IsRoot)
            {
                if (at.MountPoint is null)
                    break;
                at = at.MountPoint;
                continue;
            }

            AppendReversed(ref text, at.Name);
            at = at.Parent.Mounted ?? at.Parent;
        }

        if (text.Length == 0)
            text.Append((byte)'/');
        if (at != root)
            AppendReversed(ref text, "(unreachable)"u8, slash: false);
        text.Reverse();
        if (removed)
            text.Append(" (deleted)"u8);
    }

    private static void AppendReversed(ref ByteBuilder text, ReadOnlySpan<byte> name, bool slash = true)
    {
        if (name.Length == 0)
            return;
        for (int i = name.Length - 1; i >= 0; i--)
            text.Append(name[i]);
        if (slash)
            text.Append((byte)'/');
    }
}
