namespace System;

/// <summary>The base of all delegate types. Each holds exactly one method: combining delegates is not part of this library.</summary>
public abstract class MulticastDelegate : Delegate;
