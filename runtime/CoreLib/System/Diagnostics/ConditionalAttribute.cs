namespace System.Diagnostics;

/// <summary>Calls are compiled only when the symbol is defined.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConditionalAttribute : Attribute
{
    /// <summary>Names the symbol.</summary>
    public ConditionalAttribute(string conditionString) => ConditionString = conditionString;

    /// <summary>The symbol.</summary>
    public string ConditionString { get; }
}
