namespace LiteBox.Packager.Linking;

/// <summary>A function of Windows that an image can call, as its [WindowsCall] method declares it.</summary>
/// <param name="Library">The DLL that exports it.</param>
/// <param name="Function">Name of the export.</param>
/// <param name="Arguments">How many arguments it takes, each in a register or an eight-byte word of the stack.</param>
public sealed record WindowsCall(string Library, string Function, int Arguments)
{
    /// <summary>What the undefined symbols of such calls start with.</summary>
    public const string Prefix = "windows_";

    /// <summary>The undefined symbol that calls it.</summary>
    public string Symbol => Prefix + Function;

    /// <summary>The symbol of the word in which the loader leaves the function's address.</summary>
    public string AddressSymbol => "__imp_" + Function;
}
