namespace System.Runtime.CompilerServices;

/// <summary>The C calling convention in a function pointer's signature.</summary>
public class CallConvCdecl;
