namespace LiteBox.North;

/// <summary>A file of /proc or /sys that always says the same.</summary>
internal sealed class ProcConstant(FileSystem system, byte[] text) : Inode(system, system.NewNumber(), FileType.Regular | 0x124)
{
    public override ulong Size => System.Magic == FileSystem.ProcMagic ? 0 : 4096ul;

    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        // As where they are mounted read-only.
        if ((flags & OpenFlags.AccessMode) != OpenFlags.ReadOnly)
            return Errno.EROFS;
        file = new ProcOpenFile(this, flags, text);
        return Errno.None;
    }

    public override Errno Truncate(ulong size) => Errno.EROFS;
}
