using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>struct ipc64_perm.</summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal struct RawIpcPermissions(IpcObject source)
{
    private const int SequenceShift = 15;

    public int Key = source.Key;
    public uint User = source.User;
    public uint Group = source.Group;
    public uint CreatorUser = source.CreatorUser;
    public uint CreatorGroup = source.CreatorGroup;
    public uint Mode = source.Mode;
    public ushort Sequence = (ushort)(source.Id >> SequenceShift);
}
