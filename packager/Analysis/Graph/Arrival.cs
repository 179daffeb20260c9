namespace LiteBox.Packager.Analysis.Graph;

/// <summary>How a function was first found to be reachable.</summary>
/// <param name="From">The function it was found from; -1 when the loader or the kernel calls it.</param>
/// <param name="Site">The instruction in that function, or the word of data of <paramref name="Image"/>; 0 for none.</param>
/// <param name="Image">The image of the word of data; -1 for none.</param>
/// <param name="Reason">What happens there.</param>
internal readonly record struct Arrival(int From, ulong Site, int Image, string Reason);
