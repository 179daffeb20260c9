namespace LiteBox.North;

/// <summary>What the last step of a path was.</summary>
public enum LastName
{
    /// <summary>A name.</summary>
    Normal,

    /// <summary>'.'.</summary>
    Dot,

    /// <summary>'..'.</summary>
    DotDot,

    /// <summary>There was none: the path is '/'.</summary>
    Root,
}
