namespace System.Runtime.CompilerServices;

/// <summary>Marks <c>init</c> accessors in signatures.</summary>
public static class IsExternalInit;
