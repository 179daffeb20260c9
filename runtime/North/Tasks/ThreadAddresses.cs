namespace LiteBox.North;

/// <summary>Places in guest memory that clone(2) fills with the new thread's number; 0: none.</summary>
public struct ThreadAddresses
{
    /// <summary>CLONE_PARENT_SETTID.</summary>
    public ulong StoreForParent;

    /// <summary>CLONE_CHILD_SETTID.</summary>
    public ulong StoreForChild;

    /// <summary>CLONE_CHILD_CLEARTID.</summary>
    public ulong ClearAtEnd;
}
