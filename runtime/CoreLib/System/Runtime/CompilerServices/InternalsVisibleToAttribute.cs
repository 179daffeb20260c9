namespace System.Runtime.CompilerServices;

/// <summary>Another assembly sees internal members.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class InternalsVisibleToAttribute : Attribute
{
    /// <summary>Names the assembly.</summary>
    public InternalsVisibleToAttribute(string assemblyName) => AssemblyName = assemblyName;

    /// <summary>The assembly.</summary>
    public string AssemblyName { get; }
}
