namespace LiteBox.North;

/// <content>Granted directories of the host in the lists of mounts.</content>
internal static partial class ProcText
{
    // The mounts that are always there have the numbers before.
    private const uint FirstGrantedMount = 26, RootMount = 21;

    private static void WriteGrantedMounts(ref ByteBuilder text)
    {
        for (int i = 0; i < GrantedFileSystem.All.Count; i++)
        {
            GrantedFileSystem system = GrantedFileSystem.All[i];
            text.Append("host "u8);
            WriteMountPoint(ref text, system);
            text.Append(" 9p "u8);
            text.Append(system.IsReadOnly ? "ro"u8 : "rw"u8);
            text.Append(",nosuid,nodev,relatime 0 0\n"u8);
        }
    }

    private static void WriteGrantedMountInfo(ref ByteBuilder text)
    {
        for (int i = 0; i < GrantedFileSystem.All.Count; i++)
        {
            GrantedFileSystem system = GrantedFileSystem.All[i];
            text.AppendDecimal(FirstGrantedMount + (uint)i);
            text.Append((byte)' ');
            text.AppendDecimal(RootMount);
            text.Append(" 0:"u8);
            text.AppendDecimal(system.Device);
            text.Append(" / "u8);
            WriteMountPoint(ref text, system);
            text.Append(system.IsReadOnly ? " ro"u8 : " rw"u8);
            text.Append(",nosuid,nodev,relatime - 9p host "u8);
            text.Append(system.IsReadOnly ? "ro\n"u8 : "rw\n"u8);
        }
    }

    /// <summary>Blanks and backslashes of the path are octal numbers, as proc_pid_mounts(5) has them.</summary>
    private static void WriteMountPoint(ref ByteBuilder text, GrantedFileSystem system)
    {
        byte[] path = Paths.Of(system.Root, RootTree.Current);
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\\')
            {
                text.Append((byte)'\\');
                text.AppendDigits(path[i], 3, 3);
            }
            else
            {
                text.Append(path[i]);
            }
        }
    }
}
