using Xunit;

namespace LiteBox.Runtime.Tests.Files;

/// <summary>The library OS has one state for the whole process: these tests run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FilesCollection
{
    public const string Name = "files";
}
