namespace Internal.Runtime;

/// <summary>Sections of the module that matter at start, as ILC numbers them.</summary>
internal enum ModuleSectionKind
{
    /// <summary>Addresses of the words that hold the objects of static fields.</summary>
    GCStaticRegion = 201,

    /// <summary>Static constructors that run at start.</summary>
    EagerConstructors = 205,
}
