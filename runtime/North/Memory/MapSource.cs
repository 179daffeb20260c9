using System;

namespace LiteBox.North;

/// <summary>
/// What <see cref="Memory"/> and the program loader need of a file. The open file of the file system derives from it.
/// </summary>
public abstract class MapSource
{
    /// <summary>Bytes of the file now.</summary>
    public abstract ulong Length { get; }

    /// <summary>Device number, for /proc/self/maps.</summary>
    public abstract ulong Device { get; }

    /// <summary>Inode number, for /proc/self/maps.</summary>
    public abstract ulong Inode { get; }

    /// <summary>Absolute guest path, for /proc/self/maps and /proc/self/exe.</summary>
    public abstract ReadOnlySpan<byte> Path { get; }

    /// <summary>
    /// The place in the root file system image where the page-aligned range of the file lies: as whole pages, one after
    /// the other, zeros after the end of the file. False when it does not lie there like that; then the file is read.
    /// </summary>
    public abstract bool TryGetImageOffset(ulong offset, ulong length, out ulong imageOffset);

    /// <summary>True when the pages are those of a file of the host, which maps them (<see cref="MapOnHost"/>).</summary>
    public virtual bool IsOnHost => false;

    /// <summary>Lets the host map the page-aligned range of its file, in place of whatever was there.</summary>
    public virtual Errno MapOnHost(ulong address, ulong length, PageProtection protection, ulong offset, bool shared) => Errno.ENODEV;

    /// <summary>
    /// What shared mappings of the file have in common, whichever open file they were made through: with the offset in it, it names a
    /// futex. Null when its pages are not shared.
    /// </summary>
    public virtual object? SharedObject => null;

    /// <summary>True when a shared mapping of it may be written to.</summary>
    public virtual bool MayShareWritable => false;

    /// <summary>
    /// Maps the file's own pages of a page-aligned range that ends with its last page or before, in place of whatever was
    /// there; those that are not there are made. ENODEV, ENOMEM.
    /// </summary>
    public virtual Errno MapShared(ulong address, ulong length, PageProtection protection, ulong offset) => Errno.ENODEV;

    /// <summary>Makes a range read as zeros. EOPNOTSUPP.</summary>
    public virtual Errno Punch(ulong offset, ulong length) => Errno.EOPNOTSUPP;

    /// <summary>An area more (1) or less (-1) maps it, with these flags.</summary>
    public virtual void CountView(AreaFlags flags, int change)
    {
    }

    /// <summary>One more reference.</summary>
    public virtual void Retain()
    {
    }

    /// <summary>One reference less; with the last one it is closed.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Reads at a place; gives how many bytes, 0 at the end.</summary>
    public abstract Result PRead(Span<byte> destination, ulong offset);
}
