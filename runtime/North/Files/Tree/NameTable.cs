using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// The entries of a directory in memory: found by name through a hash, listed by position. A position is given once and
/// only grows, so a listing that goes on while entries come and go skips none that stays and repeats none.
/// </summary>
internal sealed class NameTable
{
    private const int FewestSlots = 8;

    // Most directories of an image stay as they are, so there is nothing before the first entry.
    private Slot[] _slots = [];
    private int[] _buckets = [];
    private int _count;
    private int _removed;
    private ulong _lastPosition = 2;

    internal struct Slot
    {
        public byte[]? Name;
        public Inode? Inode;
        public ulong ImageId;
        public ulong Position;
        public uint Hash;
        public int Next;
        public byte Type;
    }

    /// <summary>Number of entries.</summary>
    public int Count => _count - _removed;

    /// <summary>The entry of a name; a null reference when there is none. Valid until the table changes.</summary>
    public ref Slot Find(ReadOnlySpan<byte> name)
    {
        if (_count == 0)
            return ref Unsafe.NullRef<Slot>();
        uint hash = HashOf(name);
        for (int i = _buckets[(int)(hash & (uint)(_buckets.Length - 1))]; i != 0; i = _slots[i - 1].Next)
        {
            if (_slots[i - 1].Hash == hash && name.SequenceEqual(_slots[i - 1].Name))
                return ref _slots[i - 1];
        }

        return ref Unsafe.NullRef<Slot>();
    }

    /// <summary>Adds an entry at the end, or at a given position above all others.</summary>
    public ref Slot Add(ReadOnlySpan<byte> name, byte type, ulong position = 0)
    {
        if (_count == _slots.Length)
            MakeRoom();
        _lastPosition = position != 0 ? position : _lastPosition + 1;
        uint hash = HashOf(name);
        ref Slot slot = ref _slots[_count];
        slot.Name = name.ToArray();
        slot.Position = _lastPosition;
        slot.Hash = hash;
        slot.Type = type;
        slot.Inode = null;
        slot.ImageId = 0;
        Link(_count++);
        return ref slot;
    }

    /// <summary>Takes out the entry of a name and gives its type; 0 when there is none.</summary>
    public byte Remove(ReadOnlySpan<byte> name)
    {
        if (_count == 0)
            return 0;
        uint hash = HashOf(name);
        ref int link = ref _buckets[(int)(hash & (uint)(_buckets.Length - 1))];
        while (link != 0)
        {
            ref Slot slot = ref _slots[link - 1];
            if (slot.Hash == hash && name.SequenceEqual(slot.Name))
            {
                byte type = slot.Type;
                link = slot.Next;
                slot = new Slot { Position = slot.Position };
                _removed++;
                return type;
            }

            link = ref slot.Next;
        }

        return 0;
    }

    /// <summary>Index of the first entry above a position; <see cref="At"/> takes it. -1 at the end.</summary>
    public int After(ulong position)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_slots[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }

        while (low < _count && _slots[low].Name is null)
            low++;
        return low < _count ? low : -1;
    }

    /// <summary>The entry at an index.</summary>
    public ref Slot At(int index) => ref _slots[index];

    /// <summary>Chains a slot into its bucket. Buckets and links hold an index + 1; 0 ends the chain.</summary>
    private void Link(int index)
    {
        ref int bucket = ref _buckets[(int)(_slots[index].Hash & (uint)(_buckets.Length - 1))];
        _slots[index].Next = bucket;
        bucket = index + 1;
    }

    private void MakeRoom()
    {
        // With many removed entries it is enough to close the gaps.
        Slot[] old = _slots;
        if (_removed <= _count / 4)
            _slots = new Slot[Math.Max(old.Length * 2, FewestSlots)];
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (old[i].Name is not null)
                _slots[kept++] = old[i];
        }

        if (_slots == old)
            Array.Clear(old, kept, _count - kept);
        _count = kept;
        _removed = 0;
        _buckets = new int[_slots.Length * 2];
        for (int i = 0; i < _count; i++)
            Link(i);
    }

    /// <summary>A hash of all bytes, in steps of eight. The guest can only make its own directories slow.</summary>
    internal static uint HashOf(ReadOnlySpan<byte> name)
    {
        const ulong Factor = 0x9E37_79B9_7F4A_7C15;
        ulong hash = (ulong)name.Length;
        ReadOnlySpan<byte> rest = name;
        for (; rest.Length > 8; rest = rest[8..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));

        // The last one to eight bytes, in two halves that may overlap.
        ulong last = rest.Length switch
        {
            >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(rest) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..]) << 32,
            > 0 => rest[0] | (uint)rest[rest.Length / 2] << 8 | (uint)rest[^1] << 16,
            _ => 0,
        };
        return (uint)Mix(hash ^ last);

        static ulong Mix(ulong value)
        {
            value *= Factor;
            return value ^ value >> 32;
        }
    }
}
