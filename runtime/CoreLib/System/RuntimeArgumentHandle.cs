namespace System;

/// <summary>Known to the compilers; there are no variable argument lists here.</summary>
public ref struct RuntimeArgumentHandle;
