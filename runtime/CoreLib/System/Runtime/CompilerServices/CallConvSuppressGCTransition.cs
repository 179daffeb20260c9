namespace System.Runtime.CompilerServices;

/// <summary>Says of an unmanaged function pointer that calls need no transition frame. Without it ILC wants one, which does not exist here.</summary>
public class CallConvSuppressGCTransition;
