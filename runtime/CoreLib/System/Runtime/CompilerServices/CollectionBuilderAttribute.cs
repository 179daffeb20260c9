namespace System.Runtime.CompilerServices;

/// <summary>Names the method that builds the collection from a collection expression.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class CollectionBuilderAttribute : Attribute
{
    /// <summary>Names type and method.</summary>
    public CollectionBuilderAttribute(Type builderType, string methodName)
    {
        BuilderType = builderType;
        MethodName = methodName;
    }

    /// <summary>The type.</summary>
    public Type BuilderType { get; }

    /// <summary>The method.</summary>
    public string MethodName { get; }
}
