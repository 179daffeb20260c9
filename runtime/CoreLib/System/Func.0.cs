namespace System;

/// <summary>A method of 0 parameters with a result.</summary>
public delegate TResult Func<out TResult>();
