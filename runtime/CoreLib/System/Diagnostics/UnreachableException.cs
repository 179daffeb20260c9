namespace System.Diagnostics;

/// <summary>Thrown by the arm that a switch cannot reach; a panic.</summary>
public sealed class UnreachableException : Exception;
