namespace System;

/// <summary>Known to the compilers; unused here.</summary>
public ref struct TypedReference;
