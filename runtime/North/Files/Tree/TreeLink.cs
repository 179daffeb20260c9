using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>A symbolic link of a <see cref="TreeFileSystem"/>.</summary>
internal sealed class TreeLink : SymbolicLinkInode
{
    private readonly ErofsNode _node;
    private readonly byte[]? _target;

    public TreeLink(TreeFileSystem system, ulong number, in ErofsNode node)
        : base(system, number, node.ModifiedAt)
    {
        _node = node;
        Links = node.Links;
        User = node.User;
        Group = node.Group;
    }

    public TreeLink(TreeFileSystem system, ReadOnlySpan<byte> target)
        : base(system, system.NewNumber(), Clock.Realtime) => _target = target.ToArray();

    public override ulong Size => _target is null ? _node.Size : (ulong)_target.Length;

    public override ReadOnlySpan<byte> Target(Thread thread) =>
        _target is null ? Unsafe.As<TreeFileSystem>(System).Image.TargetOf(_node) : _target;

    protected override void Release() => Unsafe.As<TreeFileSystem>(System).Forget(this);
}
