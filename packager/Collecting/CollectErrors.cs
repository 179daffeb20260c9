using System;
using System.Collections.Generic;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Collecting;

/// <summary>The failures of collecting, one place for their codes and remedies.</summary>
internal static class CollectErrors
{
    public static LiteBoxException MissingLibrary(string name, string neededBy, IReadOnlyList<string> searched) =>
        new("LB0110", neededBy, $"The library {name} is needed and was not found in {string.Join(", ", searched)}.",
            $"Install it, or add it with LiteBoxFile or --file HOSTPATH:{(searched.Count == 0 ? "/usr/lib" : searched[^1])}/{name}.");

    public static LiteBoxException MissingInterpreter(string program, string interpreter) =>
        new("LB0111", program, $"The program interpreter {interpreter} does not exist on this machine.",
            "Install the C library the program was linked with, or use a static build of the program.");

    public static LiteBoxException Unreadable(string path, Exception reason) =>
        new("LB0112", path, $"The file cannot be read: {reason.Message}", "Check the path and its permissions.", reason);

    public static LiteBoxException NotAProgram(string path) =>
        new("LB0113", path, "This file is a library or an object file and cannot be started.",
            "Name the program that uses it.");

    public static LiteBoxException LinkLoop(string path) =>
        new("LB0114", path, "The path goes through too many symbolic links.", "Remove the loop of symbolic links.");
}
