using System;

namespace LiteBox.North;

/// <summary>
/// The names of an image that were found last. Directories of an image do not change: one that is about to takes its names
/// over into a table first, and asks no more here. So an entry is true as long as it stands.
/// </summary>
internal sealed class NameCache
{
    private const int FewestSlots = 16, MostSlots = 256;

    private Slot[] _slots = [];
    private int _asked;

    /// <summary>Where the name of a directory stands, if it stands anywhere.</summary>
    public ref Slot SlotOf(TreeDirectory directory, ReadOnlySpan<byte> name)
    {
        if (_slots.Length < MostSlots && _asked++ >= _slots.Length)
            Grow();
        uint hash = NameTable.HashOf(name) + (uint)directory.Number;
        return ref _slots[(int)(hash & (uint)(_slots.Length - 1))];
    }

    // What is forgotten is found again. A program that asks for a name after the other soon has all slots.
    private void Grow()
    {
        _slots = new Slot[Math.Max(_slots.Length * 4, FewestSlots)];
        _asked = 0;
    }

    internal struct Slot
    {
        private TreeDirectory? _directory;
        private byte[]? _name;
        private Inode? _inode;

        /// <summary>What the directory names so; null when this is not known.</summary>
        public readonly Inode? Find(TreeDirectory directory, ReadOnlySpan<byte> name) =>
            _directory == directory && name.SequenceEqual(_name) ? _inode : null;

        /// <summary>Notes what the directory names so, in place of what stood here.</summary>
        public void Set(TreeDirectory directory, ReadOnlySpan<byte> name, Inode inode)
        {
            _directory = directory;
            _name = name.ToArray();
            _inode = inode;
        }
    }
}
