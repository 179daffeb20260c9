using System;

namespace LiteBox.North;

/// <summary>
/// The directories that paths led to last, by all of the path that stands before its last name. Only ways that lie entirely in
/// the root file system are kept, where nothing but the library OS changes anything: whoever takes a directory or a
/// symbolic link from its place forgets them all (<see cref="Clear"/>). What is new changes no way that there was.
/// </summary>
internal static class FolderCache
{
    private const int Slots = 64;

    // Made with the first way: a static array would be laid out in the image.
    private static Slot[]? s_slots;
    private static bool s_isEmpty = true;

    /// <summary>Where a way stands, if it stands anywhere.</summary>
    public static ref Slot SlotOf(ReadOnlySpan<byte> way)
    {
        s_slots ??= new Slot[Slots];
        return ref s_slots[(int)(NameTable.HashOf(way) % Slots)];
    }

    /// <summary>Forgets all.</summary>
    public static void Clear()
    {
        if (s_isEmpty)
            return;
        Array.Clear(s_slots!);
        s_isEmpty = true;
    }

    internal struct Slot
    {
        private DirectoryInode? _root;
        private DirectoryInode? _from;
        private DirectoryInode? _to;
        private byte[]? _way;

        /// <summary>How many symbolic links were followed on the way.</summary>
        public int Links { get; private set; }

        /// <summary>Where the way leads for a process with this root; null when this is not known.</summary>
        public readonly DirectoryInode? Find(DirectoryInode root, DirectoryInode from, ReadOnlySpan<byte> way) =>
            _from == from && _root == root && way.SequenceEqual(_way) ? _to : null;

        /// <summary>Notes a way in place of the one that stood here.</summary>
        public void Set(DirectoryInode root, DirectoryInode from, ReadOnlySpan<byte> way, DirectoryInode to, int links)
        {
            _root = root;
            _from = from;
            _way = way.ToArray();
            _to = to;
            Links = links;
            s_isEmpty = false;
        }
    }
}
