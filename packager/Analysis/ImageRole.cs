namespace LiteBox.Packager.Analysis;

/// <summary>How an image comes into the process.</summary>
public enum ImageRole
{
    /// <summary>The program itself; exactly one.</summary>
    Program,

    /// <summary>The dynamic linker that the program names.</summary>
    Interpreter,

    /// <summary>A library that is loaded at start.</summary>
    Needed,

    /// <summary>A library that lies in the root file system, where <c>dlopen</c> can find it.</summary>
    Loadable,
}
