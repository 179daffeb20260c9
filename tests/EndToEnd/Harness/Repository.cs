using System;
using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Where things are: the tests run the built tool, they reference none of the product's assemblies.</summary>
internal static class Repository
{
    /// <summary>The folder that holds build.sh.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The command-line tool as <c>./build.sh</c> leaves it.</summary>
    public static string Tool
    {
        get
        {
            string tool = Path.Combine(Root, "artifacts", "litebox");
            return File.Exists(tool) ? tool : throw new FileNotFoundException("Run ./build.sh first: the tests use artifacts/litebox.", tool);
        }
    }

    /// <summary>The sources of the guest programs.</summary>
    public static string Guests => Path.Combine(Root, "tests", "EndToEnd", "Guests");

    /// <summary>Everything that the tests make: guest programs, bundles, input files.</summary>
    public static string Work { get; } = Directory.CreateDirectory(Path.Combine(FindRoot(), "artifacts", "e2e")).FullName;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")) && Directory.Exists(Path.Combine(folder.FullName, "platforms")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The repository's root is not above " + AppContext.BaseDirectory);
    }
}
