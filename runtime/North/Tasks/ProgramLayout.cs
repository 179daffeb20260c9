namespace LiteBox.North;

/// <summary>Where the parts of the running program lie; /proc/self/{cmdline,environ,auxv,stat} read it.</summary>
public struct ProgramLayout
{
    /// <summary>Address of the first argument string.</summary>
    public ulong ArgumentsStart;

    /// <summary>Address after the last argument string.</summary>
    public ulong ArgumentsEnd;

    /// <summary>Address of the first environment string.</summary>
    public ulong EnvironmentStart;

    /// <summary>Address after the last environment string.</summary>
    public ulong EnvironmentEnd;

    /// <summary>Address of the auxiliary vector.</summary>
    public ulong AuxiliaryVector;

    /// <summary>Bytes of the auxiliary vector.</summary>
    public ulong AuxiliaryVectorSize;

    /// <summary>The stack pointer that the program started with.</summary>
    public ulong StackStart;

    /// <summary>Lowest address of the program's code.</summary>
    public ulong CodeStart;

    /// <summary>Highest address + 1 of the program's code.</summary>
    public ulong CodeEnd;

    /// <summary>Lowest address of the program's data.</summary>
    public ulong DataStart;

    /// <summary>Highest address + 1 of the program's data.</summary>
    public ulong DataEnd;
}
