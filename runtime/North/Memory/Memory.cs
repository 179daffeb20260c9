namespace LiteBox.North;

/// <summary>The address space of a process.</summary>
public sealed partial class Memory
{
    private readonly Process _process;

    internal Memory(Process process) => _process = process;
}
