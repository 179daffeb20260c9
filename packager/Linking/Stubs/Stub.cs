using System.Collections.Generic;

namespace LiteBox.Packager.Linking.Stubs;

/// <summary>A piece of machine code that C# cannot express. Like a member of an archive, it is in the image when a symbol of it is asked for.</summary>
internal abstract class Stub
{
    /// <summary>The symbols that it defines.</summary>
    public abstract IReadOnlyList<string> Symbols { get; }

    /// <summary>Whether the image always has it.</summary>
    public virtual bool IsRoot => false;

    /// <summary>Writes its code.</summary>
    public abstract void Emit(StubAssembler assembler);
}
