namespace Internal.Runtime;

/// <summary>Variance of a type parameter.</summary>
internal enum Variance : byte
{
    /// <summary>Only the same type.</summary>
    None = 0,

    /// <summary>More derived types too (<c>out</c>).</summary>
    Covariant = 1,

    /// <summary>Less derived types too (<c>in</c>).</summary>
    Contravariant = 2,
}
