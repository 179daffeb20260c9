namespace System.Runtime.CompilerServices;

/// <summary>What the compiler may leave out.</summary>
[AttributeUsage(AttributeTargets.Module | AttributeTargets.Assembly)]
public sealed class CompilationRelaxationsAttribute : Attribute
{
    /// <summary>Gives the flags.</summary>
    public CompilationRelaxationsAttribute(int relaxations) => CompilationRelaxations = relaxations;

    /// <summary>The flags.</summary>
    public int CompilationRelaxations { get; }
}
