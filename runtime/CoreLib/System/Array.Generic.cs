namespace System;

/// <summary>The class whose members every array of <typeparamref name="T"/> has, besides those of <see cref="Array"/>.</summary>
internal abstract class Array<T> : Array;
