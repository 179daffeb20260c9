using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Collecting;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>The images of a program of this machine.</summary>
internal static class Closure
{
    public static List<AnalyzedImage> Of(string program)
    {
        CollectedProgram collected = ProgramCollector.Collect(program, new CollectOptions());
        List<AnalyzedImage> images = [];
        foreach (ElfFile image in collected.Images)
            images.Add(new(
                Path.GetFileName(image.Name), image,
                images.Count == 0 ? ImageRole.Program
                : images.Count == 1 && collected.Interpreter is not null ? ImageRole.Interpreter
                : ImageRole.Needed));
        return images;
    }
}
