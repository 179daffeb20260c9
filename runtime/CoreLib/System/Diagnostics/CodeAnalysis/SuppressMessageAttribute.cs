namespace System.Diagnostics.CodeAnalysis;

/// <summary>Silences one analyzer rule here.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
public sealed class SuppressMessageAttribute : Attribute
{
    /// <summary>Names the rule.</summary>
    public SuppressMessageAttribute(string category, string checkId)
    {
        Category = category;
        CheckId = checkId;
    }

    /// <summary>The rule's category.</summary>
    public string Category { get; }

    /// <summary>The rule.</summary>
    public string CheckId { get; }

    /// <summary>Why it is right here.</summary>
    public string? Justification { get; set; }
}
