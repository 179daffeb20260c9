namespace Internal.Runtime;

/// <summary>Kinds of types, as ILC numbers them.</summary>
internal enum ElementType
{
    /// <summary>A struct that is no primitive; enums have the number of the primitive beneath.</summary>
    ValueType = 0x10,

    /// <summary>A nullable struct.</summary>
    Nullable = 0x12,

    /// <summary>A class.</summary>
    Class = 0x14,

    /// <summary>An interface.</summary>
    Interface = 0x15,

    /// <summary>System.Array itself.</summary>
    SystemArray = 0x16,

    /// <summary>An array of several dimensions; unused here.</summary>
    Array = 0x17,

    /// <summary>An array of one dimension.</summary>
    SzArray = 0x18,
}
