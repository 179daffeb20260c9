namespace System.Runtime;

/// <summary>The extern method is an undefined symbol of this name, for the linker to define.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field, Inherited = false)]
public sealed class RuntimeImportAttribute : Attribute
{
    /// <summary>Names the symbol.</summary>
    public RuntimeImportAttribute(string entryPoint)
    {
        DllName = "*";
        EntryPoint = entryPoint;
    }

    /// <summary>Names library and symbol; the library is always <c>*</c> here.</summary>
    public RuntimeImportAttribute(string dllName, string entryPoint)
    {
        DllName = dllName;
        EntryPoint = entryPoint;
    }

    /// <summary>The library.</summary>
    public string DllName { get; }

    /// <summary>The symbol.</summary>
    public string EntryPoint { get; }
}
